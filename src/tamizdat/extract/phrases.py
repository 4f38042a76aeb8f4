"""Lines that stand in a story's element and are none of the story, by what they say in many languages.

Data, not logic; what is done with them is decided in `tidy`. Each line of a table is an alternative, as a rule those
of one language. A pattern is matched against one block on one line, and is bounded.
"""

from __future__ import annotations

import re


def _any(table: str) -> str:
    return "(?:" + "|".join(line.strip() for line in table.strip().splitlines()) + ")"


# Lines that lead to other articles; they hold little but a link.
READ_ALSO = re.compile(
    r"^\W{0,4}"
    + _any(r"""
    read (?:also|more|next|now|the full)|also read|see also|related|more (?:on|from|about|news|stories)|more\W{0,3}$
    recommended|don['’]t miss|must read|watch(?: also|:)|you (?:may|might) also (?:like|enjoy)|up next|keep reading
    top stories|editor['’]?s['’]? picks?
    lesen sie (?:auch|mehr|hier)|les(?:t|en) auch|auch (?:interessant|lesenswert)|mehr (?:dazu|lesen|infos)
    die redaktion empfiehlt|empfehlungen|(?:mehr|audio und video|alles|artikel|weitere artikel) zum thema|zum thema
    das könnte (?:sie|dich) (?:auch )?interessieren|weiterlesen|passend dazu|siehe auch
    lire aussi|à lire|lisez aussi|voir aussi|lire plus|pour aller plus loin|sur le même sujet|notre sélection
    lea también|leer más|le puede interesar|te puede interesar|más información|ver también|noticias relacionadas
    leggi anche|per approfondire|potrebbe interessarti|leia (?:também|mais)|veja (?:também|mais)|saiba mais
    lees (?:ook|meer)|läs (?:också|mer|även)|les (?:også|mer)|læs (?:også|mere)|lue myös
    czytaj (?:także|też|również|więcej)|zobacz (?:także|też|również)|čtěte (?:také|více)|přečtěte si
    citește și|olvassa el|bunu da okuyun|ayrıca okuyun|ilgili haber
    читайте (?:также|еще|ещё)|смотрите также|по теме|читать далее|подробнее
    читайте також|дивіться також|чытайце таксама|глядзіце таксама
    بیشتر بخوانید|بخوانید|مطالب مرتبط|اقرأ (?:أيضا|المزيد)|إقرأ أيضا|اقرأ أيضًا|مواضيع ذات صلة|קרא(?:ו)? (?:גם|עוד)
    相关(?:阅读|新闻|报道|文章|链接|推荐)|相關(?:閱讀|新聞|報導|報道|文章)|延伸(?:阅读|閱讀)|推荐阅读|推薦閱讀
    更多(?:新闻|新聞|阅读|报道)|点击(?:这里|查看)|関連(?:記事|リンク|ニュース)|あわせて読みたい|관련 ?기사
    διαβάστε (?:επίσης|ακόμα|περισσότερα)|δείτε (?:επίσης|ακόμα)|यह भी पढ़ें|ये भी पढ़ें|और पढ़ें
    xem thêm|đọc thêm|tin liên quan|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง
    """),
    re.IGNORECASE,
)
# Lines that are furniture as a whole.
FURNITURE = re.compile(
    r"\W{0,3}"
    + _any(r"""
    advert(?:isement|ising|orial)?|sponsored(?: content)?|ads?|promoted|publicité|publicidad|pubblicità|anzeige|werbung
    reklame|annonse?|annons|reklam|reclame|реклама|广告|廣告|広告|광고|تبلیغات|إعلان|quảng cáo
    share(?: this)?(?: article| story)?|comments?|loading\W{0,3}|watch now|watch live|listen now
    copy link|print|email|facebook|twitter|whatsapp|telegram
    link copied.{0,20}|listen to this article.{0,30}|story continues below.{0,40}|learn more|read more|see more
    article continues (?:after|below).{0,40}|skip (?:advertisement|to|past).{0,40}|supported by|photo|image|play
    (?:we apologi[sz]e|sorry), (?:but )?this (?:video|content).{0,60}|try refreshing your browser.{0,60}
    tap here to see other videos.{0,40}|(?:please )?enable javascript.{0,80}|view comments?.{0,20}|\d{1,4} comments?
    (?:image|photo|bild|foto|slide) \d{1,3} (?:of|/|von|de|sur) \d{1,3}|free weekly newsletter
    \d{1,3} ?(?:min(?:utes?|uten)?|мин\.?|分钟)(?: read| lesezeit| de lecture)?
    分享到?|打印|收藏|举报|字号|點擊分享|責任編輯.{0,20}|责任编辑.{0,20}
    поделиться.{0,20}|подписывайтесь.{0,80}|комментарии|комментировать|поділитися|падзяліцца|اشتراک گذاری|مشاركة
    teilen|merken|drucken|artikel (?:teilen|merken|anhören)|vorlesen|partager|compartir|condividi|compartilhe
    \d{1,2} ?/ ?\d{1,2}|מצאתם טעות.{0,60}|ακολουθήστε μας.{0,80}
    zur startseite|nach oben|back to top|retour en haut|udostępnij|dela|del|paylaş|シェア(?:する)?|공유
    """)
    + r"\W{0,3}",
    re.IGNORECASE,
)
# Where a story ends for those who have not paid.
WALL = re.compile(
    _any(r"""
    il vous reste|la suite est réservée|réservé aux abonnés|pour lire la suite|cet article est réservé
    (?:this|the) (?:article|story|content) is (?:only )?(?:for|reserved|exclusive|available to) .{0,30}subscriber
    (?:log in|sign in|subscribe|register|create an account) .{0,40}(?:to (?:continue|read|keep reading)|for full access)
    already a (?:subscriber|member)|continue reading (?:with|by)
    jetzt (?:weiterlesen|abonnieren|freischalten|testen)|weiterlesen mit|(?:exklusiv|nur) für abonnent
    este contenido es exclusivo|contenuto riservato|esta matéria é exclusiva|материал доступен (?:только )?подписчикам
    只(?:有|限)(?:会员|訂戶)|この記事は(?:有料|会員)|続きを読むには|有料会員|残り\d{1,6}文字|기사 전문은
    """),
    re.IGNORECASE,
)
_WHEN = _any(r"""
    (?:first |last )?(?:published|updated|posted|modified|created)(?: (?:on|at))?
    stand|aktualisiert(?: am)?|veröffentlicht(?: am)?|erstellt(?: am)?|publié(?: le)?|mis à jour(?: le)?|modifié(?: le)?
    publicado|actualizado|pubblicato|aggiornato(?: il)?|publisert|oppdatert|publicerad|uppdaterad|opublikowano
    aktualizacja|güncelleme|опубликовано|обновлено|оновлено|опубліковано|发布时间|發布時間|更新(?:时间|時間|日期)?|发表于
    公開日時?|配信|입력|수정|cập nhật
""")
_DAY = _any(r"""
    \d{1,2}\W{1,3}(?:\d{1,2}|[^\W\d]{3,12})\W{1,3}\d{2,4}|[^\W\d]{3,12}\W{1,2}\d{1,2}(?:st|nd|rd|th)?\W{1,3}\d{4}
    \d{4}\W\d{1,2}\W\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,3} (?:minutes?|hours?|days?|weeks?|months?) ago
""")
_TIME = r"(?:[\W\d]{0,12}(?:at|um|à|às|kl|о|в|le|[ap]\.?m|uhr|h|(?-i:[A-Z]{2,4})\b|[+-]\d\d:?\d\d)?){0,6}\W{0,4}"
_BY = r"(?:by|von|par|por|di|door|av|af|автор|作者[:：])\s[^\d.:;!?]{2,60}[,|·•–—-]\s{0,3}"
# Lines that say when it was published or changed, by whom perhaps, and nothing else. A time of day alone may head a
# post of a ticker, a day alone may stand under a letter: at the end only what says what it is counts (`SAID_WHEN`).
SAID_WHEN = re.compile(rf"\W{{0,3}}{_WHEN}\W{{0,4}}(?:{_DAY}|\d{{1,2}}:\d\d){_TIME}", re.IGNORECASE)
WHEN = re.compile(
    rf"\W{{0,3}}(?:{_BY})?(?:{_WHEN}?\W{{0,4}}{_DAY}|{_WHEN}\W{{0,4}}\d{{1,2}}:\d\d){_TIME}", re.IGNORECASE
)
# The headline that it had elsewhere.
ELSEWHERE = re.compile(r"[（(【]?(?:原标题|原標題|原题)\s?[:：].{0,160}")
# What a text is filed under, in a line of its own at its end.
FILED = re.compile(
    r"\W{0,3}"
    + _any(r"""
    tags?|keywords?|topics?|categor(?:y|ies)|filed under|in this (?:article|story)|feedback|permalink|short ?link
    schlagw[oö]rte?r?|themen(?:seiten)?|stichw[oö]rter|datum|kurz-?link|mots[- ]clés|sujets|etiquetas|temas|argomenti
    emneord|tagi|теги|метки|рубрики|ключевые слова|关键词|關鍵詞|标签|標籤|キーワード|関連キーワード|태그
    """)
    + r"\b.{0,160}",
    re.IGNORECASE,
)
# Who handled the text, at its end: editors, proof-readers, the agency; nothing that a reader misses.
HANDLED = re.compile(
    r"\W{0,3}"
    + _any(r"""
    (?:本文)?(?:来源|來源)\s?[:：].{0,40}(?:责任编辑|責任編輯|编辑)|(?:文章|消息|本文)?(?:来源|來源)\s?[:：].{0,30}
    (?:责任编辑|責任編輯|责编|編輯|编辑|校对|校對|审核|编审|值班编委|监制|排版|美编)\s{0,2}[:：/丨|｜\s].{0,60}
    (?:mit|with|avec|con|med) (?:material|dpa|afp|ap|reuters|sid|ots|agenturen)(?:\W(?:dpa|afp|ap|reuters|sid)){0,3}
    (?:source|quelle|fuente|fonte|джерело|источник)s?\s?:\s?.{2,40}|©.{2,80}|our standards: .{0,80}
    [^@]{0,40}[\w.+-]{1,40}@[\w-]{1,40}\.[\w.-]{2,30}
    \(?(?:dpa|afp|reuters|ap|sda|sid|apa)(?:[/,-]\w{2,12}){0,4}\)?|_{2,9}|\*{3,9}|#{2,9}|-{3,9}|={3,9}
    """)
    + r"\W{0,3}",
    re.IGNORECASE,
)
# Calls to subscribe, follow or install, in the second person; articles speak of such things in the third. By a word
# that must be there (a look for it costs a hundredth of the pattern), what else is said.
# Where a sentence begins: «sign up» there is a call, «people signed up» and «you can sign up at the town hall» is news.
_BEGIN = r"(?:^\W{0,3}|[.!?:|•–—-]\s{0,3}|please |here to )"
CALLS = {
    "newsletter": _BEGIN + r"(?:sign up|subscribe|register|follow) .{0,80}newsletter|privacy notice: newsletters"
    r"|(?:sign up|subscribe|register) .{0,40}our .{0,30}newsletter"
    r"|newsletter.{0,60}(?:abonnier|anmeld|informiert sie|bestell|hier entlang|richtig)"
    r"|(?:abonnier|bestell|hol)\w{0,4} .{0,60}newsletter|recevez .{0,60}newsletter",
    "sign up": r"^\W{0,3}sign up\b.{0,120}$"
    r"|" + _BEGIN + r"sign up .{0,80}(?:alert|email|inbox|channel|podcast|update|briefing|digest)",
    "follow us": r"^\W{0,3}follow us.{0,80}$",
    "subscribe": r"^\W{0,3}subscribe.{0,80}$|unsubscribe at any time"
    r"|"
    + _BEGIN
    + r"subscribe (?:(?:now|here|today) )?(?:to|for|by) .{0,80}(?:alert|email|channel|podcast|update|digest)",
    "inbox": _BEGIN + r"(?:get|have) .{0,80}(?:delivered|straight|sent) .{0,30}inbox",
    "letterbox": _BEGIN + r"(?:get|have) .{0,80}(?:delivered|straight|sent) .{0,30}letterbox",
    "homepage": r"bookmark .{0,40}homepage",
    "follow ": _BEGIN + r"follow .{0,40}(?:us on|our (?:[a-z]{3,12} )?(?:page|channel))",
    "join ": _BEGIN + r"join .{0,30}(?:whatsapp|telegram) (?:channel|community|group)",
    "download ": _BEGIN + r"download (?:our|the) .{0,30}app\b",
    "for more ": _BEGIN + r"for more .{0,40}(?:news|stories).{0,60}(?:visit|sign up|follow|check|click)",
    "you enjoyed this": r"if you enjoyed this (?:article|story)",
    "abonnier": r"abonnier\w{0,4} .{0,60}(?:kanal|app\b)",
    "folgs": r"folgst? (?:du|sie) .{0,40}(?:whatsapp|instagram)",
    "app": r"(?:zur|neue|unsere) .{0,30}app\b.{0,40}(?:android|ios|download)|téléchargez .{0,30}appli"
    r"|descarga .{0,20}app\b",
    "social media": r"auch (?:bei|auf) social media",
    "abmelden": r"jederzeit wieder abmelden",
    "anmeldung": r"mit (?:meiner|ihrer) anmeldung",
    "personenbezogene": r"personenbezogene daten können an dritt",
    "inhalt": r"(?:inhalte? von|externen? inhalt).{0,60}(?:angezeigt|anzeigen|erlauben|ergänzt|einverstanden|laden)",
    "z-vous": r"(?:abonnez|inscrivez)-vous",
    "-nous": r"suivez-nous",
    "suscr": r"suscríb(?:ete|ase)",
    "ganos": r"síg(?:a)?nos",
    "guenos": r"síguenos",
    "iscriviti": "iscriviti",
    "seguici": "seguici",
    "schrijf je in": "schrijf je in voor",
    "zapisz si": "zapisz się",
    "prenumerera": "prenumerera på",
    "подпи": r"подпи(?:шитесь|сывайтесь|саться) на|подписывайся",
    "підпи": r"підпи(?:шіться|сатися) на|підписуйтесь",
    "падпі": "падпі(?:шыцеся|свайцеся)",
    "abone ol": "abone ol",
    "二": r"^.{0,4}(?:扫描|扫码|长按|識別|识别|掃描).{0,12}(?:二维码|二維碼)",
    "关注": r"(?:^|[，。！：\s]|欢迎|请|点击|扫码)关注(?:我们|本|“|「|@)?.{0,10}(?:公众号|微信号?|频道|主页|脸书|推特)",
    "订阅": r"(?:^|[，。！：【\s]|欢迎|请)订阅.{0,10}(?:频道|公众号|电子报)",
    "下载": r"^(?:.{0,4}(?:点击|点我|欢迎|立即|扫码).{0,4})?下载.{0,12}(?:客户端|app)",
    "下載": r"^(?:.{0,4}(?:點擊|點我|歡迎|立即).{0,4})?下載.{0,12}app",
    "ακολουθήστε": "ακολουθήστε μα",
    "फॉलो": "हमें .{0,30}फॉलो",
    "फ़ॉलो": "हमें .{0,30}फ़ॉलो",
    "טעות": "מצאתם טעות",
    "メルマガ": "メルマガ",
    "アプリを": "アプリをダウンロード",
    "구독": r"채널 구독|구독하(?:기|세요)",
    "اشترك": "اشترك في",
    "تابعونا": "تابعونا",
    "عضو": r"عضو (?:کانال|خبرنامه)",
}
# A line in a script without spaces is no longer.
WIDE_LINE = 80
# But for what begins with the code that is to be photographed.
CODES = "扫长掃識识"
_CALLS = tuple((word, re.compile(pattern)) for word, pattern in CALLS.items())


def is_call(text: str) -> bool:
    """Whether a line asks its reader to subscribe, follow or install something; a paragraph of Chinese does not."""
    if len(text) > WIDE_LINE and "\u2e80" < text[0] < "\uffef" and text[0] not in CODES:
        return False
    text = text.casefold()
    for word, pattern in _CALLS:  # noqa: SIM110  # a generator takes twice the time
        if word in text and pattern.search(text):
            return True
    return False


def said(text: str) -> str:
    """What kind of small print a line is, in words; "" if it is none."""
    if is_call(text):
        return "a call to subscribe or follow"
    whole = {FURNITURE: "furniture by its words", WHEN: "only says when", HANDLED: "who handled the text"}
    begun = {READ_ALSO: "a «read also» line", WALL: "where only subscribers read on", FILED: "what it is filed under"}
    found = [words for pattern, words in whole.items() if pattern.fullmatch(text)]
    found += [words for pattern, words in (begun | {ELSEWHERE: "its title elsewhere"}).items() if pattern.match(text)]
    return next(iter(found), "")
