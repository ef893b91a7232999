# Who has been heard: what residents may say about themselves, the area's own figures, and the desk's pages about it.
# The residents' part is for reading age 9.

# A few questions about the person, if they like (/p/…/about-you).
about-you-title = A few questions about you
about-you-lede = You do not have to answer. You can leave out any question.
about-you-why = We ask so that we can see whose voices are missing, and ask them too.
about-you-kept = We keep your answers apart from what you said in your chat. We only count them. No page shows them to anyone but you, and we never show a group of fewer than five people. You can change or remove your answers at any time.
about-you-age = How old are you?
about-you-place = Where do you live?
about-you-skip = I would rather not say
about-you-none = Leave this page without answering
about-you-past = We do not ask this any more. We keep your answer until you remove it.
about-you-saved = Saved. Thank you.
about-you-removed = Your answers are removed.
about-you-remove-title = Remove your answers
about-you-remove-what = This removes all your answers on this page, and nothing else.
about-you-remove = Remove my answers
# An organiser writes for somebody.
about-you-for-another = Answers that were given before are not shown here. A new answer takes the place of an old one.
# One line after the yes; the link stands among the other links of every page, too.
about-you-line = If you like, you can tell us a little about yourself. You do not have to.
about-you-link = A few questions about you

# On the page and in the file of what is held about somebody. $who: "How old are you? 25 to 34".
me-about-title = What you told us about yourself
me-about-what = { $question } { $answer }
me-about = { $who } (you told us on { $date })
me-about-entered-paper = { $who } (written for you on { $date }, from your paper)
me-about-entered-phone = { $who } (written for you on { $date }, on the phone)
me-about-entered-reply = { $who } (written for you on { $date }, from your email)
me-about-entered-in-person = { $who } (written for you on { $date }, when you met)

# Where somebody chooses the next person. $group: an age band, a place, or a language in itself.
wanted-age = We have heard from few people so far in the age group { $group }. If you know somebody, they would be welcome.
wanted-place = We have heard from few people so far from { $group }. If you know somebody, they would be welcome.
wanted-language = We have heard from few people so far who speak { $group }. If you know somebody, they would be welcome.

# Who was heard (/desk/…/reach).
reach-title = Who was heard
reach-lede = This counts people who talked in a chat that was written down: { $talked ->
    [0] nobody yet
    [one] one person so far
   *[other] { $talked } people so far
  }.
# Fewer than five people have talked.
reach-lede-few = This counts people who talked in a chat that was written down. So far they are fewer than 5, so nothing is shown.
reach-five = Groups of fewer than 5 people are never counted here. Where the total would give such a group away, another group is not shown either.
reach-questions = Choose the questions and type in the area’s figures
reach-download = Download these tables for a spreadsheet
reach-place = By place
reach-age = By age
reach-language = By language
reach-door = By how people came
reach-way = By how chats were written down
reach-col-group = Group
reach-col-heard = Heard
reach-col-share = Of those who answered
reach-col-share-all = Of all
reach-col-area = In the area
reach-col-beside = Compared with the area
reach-few = fewer than 5
reach-hidden = not shown
reach-dash = –
reach-retired = { $group } (no longer asked)
reach-per-cent = { $share } %
reach-beside-far-fewer = far fewer than live here
reach-beside-fewer = fewer than live here
reach-beside-about = about as many as live here
reach-beside-more = more than live here
reach-beside-nobody = nobody so far
reach-beside-too-few = too few answers to say
reach-beside-few = too few to say
reach-answered = { $answered } of { $talked } people answered. The others were not asked, or would rather not say: { $share } %.
reach-answered-all = All { $talked } people answered.
reach-known-all = This is known of all { $talked } people.
reach-too-few = Fewer than 5 people can be counted here so far, or their groups are too small to show any.
reach-source = The area’s figures: { $source }
reach-no-figures = There are no figures of the area here, so nothing is compared.
reach-missing-one = Nobody was heard from: { $groups }.
reach-missing-later = Once { $least } people have answered, we say here who is missing.
reach-missing-none = Somebody was heard from each group that is at least 2 % of the area.
reach-alike = People mostly passed it on to somebody of their own group.
reach-even = People passed it on within their group about as often as to others.
reach-apart = People mostly passed it on to somebody of another group.
reach-links-few = Who passes it on to whom can be said once { $least } links are between people whose group is known. There { $links ->
    [0] are none so far
    [one] is one so far
   *[other] are { $links } so far
  }.
reach-links-undefined = Who passes it on to whom cannot be said: no link within a group was to be expected.
reach-number = The number behind this
reach-homophily = Links within a group came up { $h } times as often as if groups played no part, in { $links } links between people whose group is known (recruitment homophily; { $alike } and more is “mostly their own group”, { $apart } and less “mostly another”).
reach-dissimilarity = { $part } % of those heard would have to be in another group for the shares to be those of the area (index of dissimilarity).
reach-limits = How the words are chosen
reach-limits-what = “About as many” is from four fifths to five quarters of the area’s share, “far fewer” is less than half of it, and “fewer” is between. Nothing is compared before { $least } people have answered. A group that is 2 % of the area or more, and of which nobody was heard, is missing. These limits are ours.
reach-empty = No chat has been written down yet. Once there are some, this page says who was heard.
reach-not-asked = Residents are not asked anything about themselves, so this page knows language, door and way only.

# How chats were written down, as a table names it.
reach-way-web = On our pages
reach-way-paper = On paper
reach-way-phone = On the phone
reach-way-in-person = In person, with an organiser
reach-way-reply = In an answer to a message
reach-door-starter = As a first person
reach-door-nominated = Somebody passed it on to them
reach-door-pool = By the public page
reach-door-letter = By a letter for a street
reach-language-other = Other languages
# Languages in English, as census tables call them.
reach-language-en = English
reach-language-es = Spanish
reach-language-pt = Portuguese
reach-language-fr = French
reach-language-ar = Arabic
reach-language-so = Somali
reach-language-bn = Bengali
reach-language-zh = Chinese
reach-language-it = Italian
reach-language-am = Amharic
reach-language-ti = Tigrinya
reach-language-yo = Yoruba
reach-language-tr = Turkish
reach-language-pl = Polish
reach-language-vi = Vietnamese
reach-language-fa = Persian
reach-language-ur = Urdu

# The columns of the file for spreadsheets.
reach-csv-question = Question
reach-csv-group = Group
reach-csv-heard = Heard
reach-csv-share = Per cent of those who answered
reach-csv-area = Per cent of the area
reach-csv-beside = Compared with the area

# Which questions are asked (/desk/…/reach/questions).
reach-q-title = Questions about who is heard
reach-q-back = Back to who was heard
reach-q-lede = To see whose voices are missing, you can ask residents a few questions about themselves, and compare the answers with the figures of your area.
reach-q-promise-skip = Every question may be skipped. Nobody sees them before they have said yes, and nothing waits for an answer.
reach-q-promise-apart = Answers are kept apart from people’s words. No page shows an answer to anybody but the person who gave it.
reach-q-promise-five = Answers are only ever counted, and groups of fewer than 5 people are never shown, not even by working them out.
reach-q-promise-off = All questions are off until you turn them on. Ask only what you will use.
reach-q-asked = Residents can be asked
reach-q-known = Known without asking
reach-q-known-what = These need no question. You can type in the area’s figures to compare them.
reach-q-col-what = Question
reach-q-col-state = Now
reach-q-on = Asked
reach-q-off = Not asked
reach-q-figures = with the area’s figures
reach-q-no-figures = without the area’s figures
reach-q-change = Change
reach-q-figures-change = Type in figures
reach-q-new = Add a question of your own
reach-q-own-full = You have { $max } questions of your own, which is as many as there can be.
reach-q-nudge-title = When somebody chooses the next person
reach-q-nudge-what = Once at least 10 people have answered and one group is clearly missing, the page where somebody chooses the next person can say so in one sentence: “We have heard from few people so far in the age group 65 or over. If you know somebody, they would be welcome.” It never has numbers, and shows only to residents. It looks at age, place and language.
reach-q-nudge = Say whom we have heard little from
reach-q-saved = Saved.

# One question (/desk/…/reach/questions/…).
reach-edit-age = Age
reach-edit-place = Place
reach-edit-own = A question of your own
reach-edit-language = Language
reach-edit-door = How people came
reach-edit-way = How chats were written down
reach-edit-name = The question
reach-edit-name-age = How the question is put. Leave it empty for: “How old are you?”
reach-edit-name-place = How the question is put. Leave it empty for: “Where do you live?”
reach-edit-name-own = Ask it as you would ask a neighbour. Do not ask for names, addresses or anything only one person could answer.
reach-edit-asked = Ask residents this question
reach-edit-bands = Groups, and the area’s figures
reach-edit-bands-hint = One group a line. If you have figures of your area, put a number or a per cent after each group: copy two columns from a spreadsheet, or type “25 to 34; 18.5 %”. Numbers of people are turned into shares. People choose between the groups, so each person should fit into one.
reach-edit-known-hint = One line each: a name, then a number of people or a per cent. Copy two columns from a spreadsheet, or type “{ $example }”. Leave it all empty if there are no figures. The names we know: { $names }.
reach-edit-language-hint = One line each: a language, then a number of people or a per cent. Copy two columns from a spreadsheet, or type “Spanish; 4.2 %”. Languages that cannot be chosen here are added up as “Other languages”. Leave it all empty if there are no figures.
reach-edit-retire = A group you leave out or call something else is offered no more. Whoever chose it still counts under its old name.
reach-edit-source = Where the figures are from
reach-edit-source-hint = For example: Census 2021, Southwark, table TS007
reach-edit-remove-title = Remove this question
reach-edit-remove-what = It is not asked any more, and its table goes. People who answered keep their answer on their own page until they remove it.
reach-edit-remove = Remove this question

# What is not right with a question.
reach-error-name = Write the question
reach-error-bands-few = Write at least { $least } groups, one a line
reach-error-bands-many = Write at most { $most } groups
reach-error-band-long = Line { $line }: “{ $name }” is longer than { $max } characters
reach-error-no-name = Line { $line } has a number but no name
reach-error-number = Line { $line }: “{ $text }” is not a number or a per cent
reach-error-negative = Line { $line }: “{ $text }” is less than nothing
reach-error-twice = Line { $line }: “{ $name }” stands twice
reach-error-some = Line { $line }: “{ $name }” has no figure. Give every line a figure, or none
reach-error-mixed = Line { $line }: write all lines as numbers, or all as per cent
reach-error-nothing = The figures add up to nothing
reach-error-above = The per cents add up to { $sum } %. Each person stands in one group only, so they cannot come to more than 100 %
reach-error-unknown = Line { $line }: “{ $name }” is none of the names we know: { $names }
reach-error-source = Say where the figures are from, so that readers can judge them
reach-error-full = You have { $max } questions of your own already

# Below a table whose figures do not come to 100 %.
reach-sum = The area’s figures add up to { $sum } %. The rest of the area is in none of these groups.

# Ages that stand ready.
reach-age-under = Under { $until }
reach-age-from = { $from } to { $until }
reach-age-over = { $from } or over
