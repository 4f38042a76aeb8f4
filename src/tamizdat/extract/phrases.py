"""Lines that stand in a story's element and are none of the story, by what they say in many languages.

Data, not logic; what is done with them is decided in `tidy`. Every pattern is matched against one block on one
line, and is bounded.
"""

from __future__ import annotations

import re

# Lines that lead to other articles; they hold little but a link.
READ_ALSO = re.compile(
    r"^\W{0,4}(?:read (?:also|more|next|now|the full)|also read|see also|related|more (?:on|from|about|news|stories)"
    r"|more\W{0,3}$|recommended|don['’]t miss|must read|watch(?: also|:)|you (?:may|might) also (?:like|enjoy)"
    r"|up next|keep reading|top stories|editor['’]?s['’]? picks?"
    r"|lesen sie (?:auch|mehr|hier)|les(?:t|en) auch|auch (?:interessant|lesenswert)|die redaktion empfiehlt|empfehlungen"
    r"|(?:mehr|audio und video|alles|artikel|weitere artikel) zum thema|mehr (?:dazu|lesen|infos)"
    r"|das könnte (?:sie|dich) (?:auch )?interessieren|zum thema|weiterlesen|passend dazu|siehe auch"
    r"|lire aussi|à lire|lisez aussi|voir aussi|lire plus|pour aller plus loin|sur le même sujet|notre sélection"
    r"|lea también|leer más|le puede interesar|te puede interesar|más información|ver también|noticias relacionadas"
    r"|leggi anche|per approfondire|potrebbe interessarti|leia (?:também|mais)|veja (?:também|mais)|saiba mais"
    r"|lees (?:ook|meer)|läs (?:också|mer|även)|les (?:også|mer)|læs (?:også|mere)|lue myös"
    r"|czytaj (?:także|też|również|więcej)|zobacz (?:także|też|również)|čtěte (?:také|více)|přečtěte si"
    r"|citește și|olvassa el|bunu da okuyun|ayrıca okuyun|ilgili haber"
    r"|читайте (?:также|еще|ещё)|смотрите также|по теме|читать далее|читайте також|дивіться також|подробнее"
    r"|чытайце таксама|глядзіце таксама"
    r"|بیشتر بخوانید|بخوانید|مطالب مرتبط|اقرأ (?:أيضا|المزيد)|إقرأ أيضا|اقرأ أيضًا|مواضيع ذات صلة|קרא(?:ו)? (?:גם|עוד)"
    r"|相关(?:阅读|新闻|报道|文章|链接|推荐)|相關(?:閱讀|新聞|報導|報道|文章)|延伸(?:阅读|閱讀)|推荐阅读|推薦閱讀"
    r"|更多(?:新闻|新聞|阅读|报道)|点击(?:这里|查看)|関連(?:記事|リンク|ニュース)|あわせて読みたい|관련 ?기사"
    r"|xem thêm|đọc thêm|tin liên quan|อ่านเพิ่มเติม|อ่านต่อ|ข่าวที่เกี่ยวข้อง)",
    re.IGNORECASE,
)
# Lines that are furniture as a whole.
FURNITURE = re.compile(
    r"\W{0,3}(?:advert(?:isement|ising|orial)?|sponsored(?: content)?|ad|ads|promoted|publicité|publicidad"
    r"|pubblicità|anzeige|werbung|reklame|annonse?|annons|reklam|reclame|реклама|广告|廣告|広告|광고|تبلیغات|إعلان"
    r"|quảng cáo|share(?: this)?(?: article| story)?|comments?|loading\W{0,3}|watch now|watch live|listen now"
    r"|follow us.{0,80}|subscribe.{0,80}|sign up.{0,120}|copy link|print|email|facebook|twitter|whatsapp|telegram"
    r"|link copied.{0,20}|listen to this article.{0,30}|story continues below.{0,40}|learn more|read more|see more"
    r"|article continues (?:after|below).{0,40}|skip (?:advertisement|to|past).{0,40}|supported by|photo|image|play"
    r"|(?:we apologi[sz]e|sorry), (?:but )?this (?:video|content).{0,60}|try refreshing your browser.{0,60}"
    r"|tap here to see other videos.{0,40}|(?:please )?enable javascript.{0,80}"
    r"|(?:image|photo|bild|foto|slide) \d{1,3} (?:of|/|von|de|sur) \d{1,3}|view comments?.{0,20}|\d{1,4} comments?|\d{1,3} ?(?:min(?:utes?|uten)?|мин\.?|分钟)(?: read| lesezeit| de lecture)?"
    r"|分享到?|打印|收藏|举报|字号|點擊分享|責任編輯.{0,20}|责任编辑.{0,20}"
    r"|поделиться.{0,20}|подписывайтесь.{0,80}|комментарии|комментировать|поділитися|падзяліцца|اشتراک گذاری|مشاركة"
    r"|teilen|merken|drucken|artikel (?:teilen|merken|anhören)|vorlesen|partager|compartir|condividi|compartilhe"
    r"|zur startseite|nach oben|back to top|retour en haut|udostępnij|dela|del|paylaş|シェア(?:する)?|공유)\W{0,3}",
    re.IGNORECASE,
)
# Calls to subscribe, follow or install, in the second person; articles speak of such things in the third.
CALL = re.compile(
    r"(?:sign up|subscribe|register) (?:now |here |today )?(?:to|for|by|with) .{0,80}(?:newsletter|alert|email|inbox|channel"
    r"|podcast|update|briefing|digest)|(?:get|have) .{0,80}(?:delivered|straight|sent) .{0,30}(?:inbox|letterbox|phone)"
    r"|(?:bookmark|follow) .{0,40}(?:homepage|our (?:page|channel|newsletter)|us on|our [a-z]{3,12} (?:page|channel))"
    r"|join .{0,30}(?:whatsapp|telegram) (?:channel|community|group)|download (?:our|the) .{0,30}app\b"
    r"|for more .{0,40}(?:news|stories).{0,60}(?:visit|sign up|follow|check|click)|if you enjoyed this (?:article|story)"
    r"|unsubscribe at any time|privacy notice: newsletters"
    r"|newsletter.{0,60}(?:abonnier|anmeld|informiert sie|bestell|hier entlang|richtig)"
    r"|(?:abonnier|bestell|hol)\w{0,4} .{0,60}(?:newsletter|kanal|app\b)|folgst? (?:du|sie) .{0,40}(?:whatsapp|instagram)"
    r"|(?:zur|neue|unsere) .{0,30}app\b.{0,40}(?:android|ios|download)|auch (?:bei|auf) (?:social media|whatsapp|instagram)"
    r"|jederzeit wieder abmelden|mit (?:meiner|ihrer) anmeldung|personenbezogene daten können an dritt"
    r"|(?:inhalte? von|externen? (?:inhalt|medien)).{0,60}(?:angezeigt|anzeigen|erlauben|ergänzt|einverstanden|laden)"
    r"|(?:abonnez|inscrivez)-vous|recevez .{0,60}(?:newsletter|lettre)|téléchargez .{0,30}appli|suivez-nous"
    r"|suscríbe?(?:te|ase)|síguenos|síganos|regístrate|descarga .{0,20}app\b|iscriviti|seguici|inscreva-se|siga-nos"
    r"|(?:schrijf je in|meld je aan) voor|zapisz się|subskrybuj|prenumerera på|meld deg på"
    r"|подпи(?:шитесь|сывайтесь|саться) на|подписывайся|підпи(?:шіться|сатися) на|підписуйтесь|падпі(?:шыцеся|свайцеся)"
    r"|bültenimize|abone ol|kanalımız"
    r"|(?:扫描|扫码|长按|識別|识别|掃描).{0,12}(?:二维码|二維碼)|关注.{0,12}(?:公众号|微信号|我们)|订阅.{0,10}(?:频道|公众号|电子报)"
    r"|下载.{0,10}(?:客户端|app)|加入.{0,8}会员|メルマガ|アプリをダウンロード|채널 구독|구독하(?:기|세요)"
    r"|اشترك في|تابعونا|عضو (?:کانال|خبرنامه)|ما را .{0,20}دنبال کنید",
    re.IGNORECASE,
)
# What is left of a story that only subscribers may read on.
WALL = re.compile(
    r"(?:il vous reste|la suite est réservée|réservé aux abonnés|pour lire la suite|cet article est réservé"
    r"|(?:this|the) (?:article|story|content) is (?:only )?(?:for|reserved|exclusive|available to) .{0,30}(?:subscriber|member)"
    r"|(?:log in|sign in|subscribe|register|create an account) .{0,40}(?:to continue|to read|to keep reading|for full access)"
    r"|already a (?:subscriber|member)|continue reading (?:with|by)"
    r"|jetzt (?:weiterlesen|abonnieren|freischalten|testen)|weiterlesen mit|(?:exklusiv|nur) für abonnent"
    r"|este contenido es exclusivo|contenuto riservato|esta matéria é exclusiva|只(?:有|限)(?:会员|訂戶)|この記事は有料"
    r"|この記事は会員|続きを読むには|有料会員|残り\d{1,6}文字|기사 전문은|материал доступен (?:только )?подписчикам)",
    re.IGNORECASE,
)
# Lines that say when it was published or changed, and nothing else.
WHEN = re.compile(
    r"\W{0,3}(?:(?:first |last )?(?:published|updated|posted|modified|created)(?: (?:on|at))?|stand|aktualisiert(?: am)?"
    r"|veröffentlicht(?: am)?|erstellt(?: am)?|publié(?: le)?|mis à jour(?: le)?|modifié(?: le)?|publicado|actualizado"
    r"|pubblicato|aggiornato(?: il)?|publisert|oppdatert|publicerad|uppdaterad|opublikowano|aktualizacja|güncelleme"
    r"|опубликовано|обновлено|оновлено|опубліковано|发布时间|發布時間|更新(?:时间|時間|日期)?|发表于|公開日時?|配信|입력|수정"
    r"|cập nhật)?\W{0,4}"
    r"(?:\d{1,2}\W{1,3}(?:\d{1,2}|[^\W\d]{3,12})\W{1,3}\d{2,4}|[^\W\d]{3,12}\W{1,2}\d{1,2}(?:st|nd|rd|th)?\W{1,3}\d{4}"
    r"|\d{4}\W\d{1,2}\W\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}\s?(?:[ap]\.?m\.?)?"
    r"|\d{1,3} (?:minutes?|hours?|days?|weeks?|months?) ago)"
    r"(?:[\W\d]{0,12}(?:at|um|à|às|kl|о|в|le|[ap]\.?m|uhr|h|[A-Z]{2,4}|[+-]\d\d:?\d\d)?){0,6}\W{0,4}",
    re.IGNORECASE,
)
# The headline that it had elsewhere.
ELSEWHERE = re.compile(r"[（(【]?(?:原标题|原標題|原题)\s?[:：].{0,160}")
# What a text is filed under, in a line of its own at its end.
FILED = re.compile(
    r"\W{0,3}(?:tags?|keywords?|topics?|categor(?:y|ies)|filed under|in this (?:article|story)|schlagw[oö]rte?r?|themen(?:seiten)?"
    r"|stichw[oö]rter|mots[- ]clés|sujets|etiquetas|temas|argomenti|emneord|tagi|теги|метки|рубрики|ключевые слова"
    r"|关键词|關鍵詞|标签|標籤|キーワード|関連キーワード|태그|feedback|datum|permalink|kurz-?link|short ?link)\b.{0,160}",
    re.IGNORECASE,
)
# Who handled the text, at its end: editors, proof-readers, the agency; nothing that a reader misses.
HANDLED = re.compile(
    r"\W{0,3}(?:(?:本文)?(?:来源|來源)\s?[:：].{0,40}(?:责任编辑|責任編輯|编辑)|(?:责任编辑|責任編輯|责编|編輯|编辑|校对|校對|审核|编审"
    r"|值班编委|监制|排版|美编)\s{0,2}[:：/丨|｜\s].{0,60}|(?:文章|消息|本文)?(?:来源|來源)\s?[:：].{0,30}"
    r"|(?:mit|with|avec|con|med) (?:material|dpa|afp|ap|reuters|sid|ots|agenturen)(?:[\W](?:dpa|afp|ap|reuters|sid)){0,3}"
    r"|(?:source|quelle|fuente|fonte|джерело|источник)s?\s?:\s?.{2,40}|©.{2,80}|\(?(?:dpa|afp|reuters|ap|sda|sid|apa)(?:[/,-]\w{2,12}){0,4}\)?"
    r"|our standards: .{0,80}|_{2,9}|\*{3,9}|#{2,9}|-{3,9}|={3,9})\W{0,3}",
    re.IGNORECASE,
)
