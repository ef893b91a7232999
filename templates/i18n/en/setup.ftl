# Setting a chain up, copying and saving it, and first people from a spreadsheet.

# First people from a spreadsheet: the link to it, and the page where the file is chosen.
list-link = Add people from a spreadsheet
list-title = First people from a spreadsheet
list-lede = Choose a file. You will see who is in it before anyone gets a message.
list-back-add = Back to adding people
list-not-open = This chain is not open yet. You can look at your list now, and add the people once the chain is open.
list-need-name = Each person needs a name.
list-need-reach = Each person needs an email address or a phone number.
# $people: the most people.
list-need-size = At most { $people } people in one file. Other columns do no harm: we leave them out.
list-file = Your file
# $megabytes: the largest file.
list-file-hint = CSV or XLSX, at most { $megabytes } MB. Of an XLSX file we read the first sheet.
list-kept = The list is kept sealed, only you can open it, and it is deleted once you have used it, or after a day.
list-again = Choose another file
# Why a file was not taken. $megabytes and $people: the most there may be.
list-file-missing = Choose a file
list-file-empty = This file is empty. Choose one with names in it.
list-file-large = This file is larger than { $megabytes } MB. Take out what is not needed, or use two files.
list-file-rows = This file has more than { $people } people. Use two files.
list-file-macros = This file has macros: small programs. Save it as XLSX or CSV, then choose that file.
list-file-old = This is an old Excel file, or it has a password. Save it as XLSX without a password, or as CSV.
list-file-type = This is not a CSV or XLSX file. Open it in your spreadsheet program and save it as one of these.
list-file-broken = We cannot read this file. Save it again as CSV, then choose that file.
# The list is no longer there.
list-gone-title = This list is no longer here
list-gone-used = It was used or thrown away. Each list can be used once.
list-gone-old = Lists are deleted after a day.

# What the columns are. $file: the name of the file. $count: how many rows.
list-columns-title = What is in each column?
list-columns-lede = { $count ->
    [one] We found 1 row in { $file }. We have guessed the columns. Put right what is wrong.
   *[other] We found { $count } rows in { $file }. We have guessed the columns. Put right what is wrong.
  }
list-first-rows = The first rows
list-line = Line
list-column = Column { $n }
# What stands in the table for a day, and for what is worked out.
list-cell-date = (a date)
list-cell-formula = (a formula)
list-which = Which column is which?
list-column-is-skip = Leave this out
list-column-is-name = Name
list-column-is-first = First name
list-column-is-last = Last name
list-column-is-email = Email address
list-column-is-phone = Phone number
list-columns-twice = Choose each kind of column once only. Leave the other one out.
list-columns-no-name = Say which column holds the names
list-columns-two-names = Choose either one column for the name, or first and last name
list-columns-no-reach = Say which column holds the email addresses or the phone numbers
list-headings = What is in the first row?
list-headings-yes = Headings
list-headings-no = A person
list-columns-next = Nobody gets a message yet. Next you see what would happen.

# What would happen. $file: the name of the file.
list-check-title = Look before you add them
list-check-lede = This is what we read in { $file }. Nobody has got a message yet.
list-back-columns = Back to the columns
list-bad = { $count ->
    [one] 1 line is left out
   *[other] { $count } lines are left out
  }
list-bad-what = You can go on without them. Or put them right in your file and start again.
list-nobody = Nobody can be added from this file
list-nobody-what = Put the lines right in your file, then choose it again.
list-none-again = Choose another file and throw this list away
list-good = { $count ->
    [one] 1 person will be added
   *[other] { $count } people will be added
  }
list-by-phone = { $count ->
    [one] 1 of them has no email address. You tell them by phone.
   *[other] { $count } of them have no email address. You tell them by phone.
  }
list-cut = Some phone numbers were kept as plain numbers. Spreadsheets then drop a 0 at the start. Compare them with your own list. To keep the 0, make the column text and save again.
# In a table, in place of an address and of a number.
list-no-email = none
list-no-phone = none
list-language-hint = The language most of them like to read. You can change it for each person later.
list-asked = I have asked all of them and they are happy to hear from us
list-add = { $count ->
    [one] Add this 1 person
   *[other] Add these { $count } people
  }
list-none = Add nobody and throw the list away
# What is wrong with a line. $line: its number. $earlier: the line in which the same person stands.
list-line-no-name = Line { $line }: the name is missing
list-line-name = Line { $line }: the name has something else than letters, or more than 40 of them
list-line-name-date = Line { $line }: there is a date where the name should be
list-line-name-formula = Line { $line }: the name is a formula. Type the name itself.
list-line-no-reach = Line { $line }: there is no email address and no phone number
list-line-no-at = Line { $line }: the email has no @
list-line-email = Line { $line }: the email is not complete. It should be like name@example.org
list-line-email-formula = Line { $line }: the email is a formula. Type the address itself.
list-line-phone = Line { $line }: the phone number is not right
list-line-phone-formula = Line { $line }: the phone number is a formula. Type the number itself.
list-line-twice = Line { $line }: the same person is in line { $earlier } already
list-line-already-here = Line { $line }: this person is in the chain already
list-line-may-not = Line { $line }: we cannot write to this person
# What came of it.
list-left = { $count ->
    [one] 1 line was left out
   *[other] { $count } lines were left out
  }
list-added-nobody = Nobody in this file could be added.
list-added-who = Who was added
list-added-kept = We have deleted the list.

# On the page for adding people, while nobody is in the chain.
first-people-title = How to begin
first-people-who = Choose three to five people who know very different people: other ages, other streets, other languages. Each of them starts a branch.
first-people-ask = Ask them yourself first, by phone or in person.
first-people-add = Add them here. Each gets one message and says yes or no.
first-people-then = Whoever says yes chooses the next person. From then on the chain grows by itself, and you see where it needs a hand.
first-people-many = One branch often ends early. With several, the chain goes on.

# The task list.
setup-ready = All that is needed is there.
setup-ready-link = Open the chain
# Above the list, and on the page that opens the chain.
setup-missing = Before you can open this chain
setup-missing-owner = An owner of your group can do this.
setup-more = More with this chain
setup-words = Words and languages
setup-words-what = All words of the chain on one page, and which languages people can choose. You can leave it as it is.
setup-seen = Who can see what
setup-seen-what = What anyone can read about the chain, and what each of you sees. You can leave it as it is.
open-then-unlisted = The chain is not named on the first page of this site. Whoever has its address can read what it is about.

# Words and languages. $language: the chain's own language.
words-lede = These are the words of your chain, in its own language: { $language }. People read them as you write them.
words-about = What the chain is about
words-questions = Change the questions
words-help = Help nearby
words-plan = The plan
words-plan-what = You can leave this empty now. The plan comes when people have talked.
words-plan-title = Title of the plan
words-plan-title-hint = Like this: Our food plan for Alder Lane
words-plan-intro = Introduction to the plan
words-plan-intro-hint = A few sentences above the plan
words-languages = Which languages?
words-languages-now = The pages and messages are in English for now. This is what languages do today:
words-languages-person = People can say which language they like best. You see it, so that you can find someone who speaks it.
words-languages-point = Points can be written in any of these languages. They are kept and shown in that language.
words-languages-not = Nothing is translated for you. The name, the questions and the letters stay in the chain’s own language.
words-languages-choose = People can choose any of these:

# Who can see what.
seen-lede = Two things you can decide, and what always holds.
seen-public = What can anyone read?
seen-public-hint = Anyone can open the public page of the chain.
seen-numbers = Its public page tells how many people and chats there are
seen-listed = The first page of this site names the chain
seen-listed-what = A chain that is not named there can still be read by whoever has its address. We ask search engines to leave out its page.
seen-always = Who sees what
seen-always-what = This is the same in every chain.
seen-who-people = First persons and residents
seen-who-organisers = Owners and organisers
seen-who-coders = Coders
seen-who-readers = Readers
seen-who-everyone = Everyone else
seen-what-names = Names
seen-what-contact = Contact details
seen-what-words = Words: what was said in the chats
seen-what-plan = The plan
seen-names-people = Of the people they talk with
seen-names-organisers = All
seen-names-coders = Beside the chats they read
seen-names-readers = None
seen-names-everyone = Only a first name beside a quote, if that person said yes to it
seen-contact-people = Of the person they will talk with, in the way that person chose
seen-contact-organisers = One person at a time, and we note who looked
seen-contact-coders = None
seen-contact-readers = None
seen-contact-everyone = None
seen-words-people = Of their own chats
seen-words-organisers = All that was written down
seen-words-coders = All that was written down
seen-words-readers = What is in the plan
seen-words-everyone = Only quotes whose speaker checked them and said yes
seen-plan-people = Once it is public
seen-plan-organisers = Always
seen-plan-coders = Always
seen-plan-readers = Always
seen-plan-everyone = Once it is public

# Copying a chain. $name: its name.
copy-link = Copy this chain
copy-title = Copy this chain
copy-lede = You make a new chain from { $name }.
copy-with = Its topic, purpose, questions, help text and rules go along.
copy-without = People, what they said, and the plan stay behind.
copy-then = The new chain is not open. You can change everything first.
copy-name = Name of the new chain
copy-name-hint = People see this name on every page
copy-same-name = Give the new chain another name, so that you can tell them apart
copy-button = Copy this chain

# Saving a chain as a template.
template-link = Save as a template
template-title = Save this chain as a template
template-lede = Others who organise chains on this server can then start from your words and questions.
template-label = Name of the template
template-label-hint = At most 60 letters
template-label-missing = Write a name for the template
template-about = When should someone pick it?
template-about-hint = One or two sentences, at most 300 letters
template-about-missing = Write when someone should pick it
template-button = Save this template
template-saved-what = What others will see
template-saved-not = People, what they said, and your contact details are not in it. Look for names and places that only fit you.
# On the page where a new chain begins. $person and $host: who saved it, and for which group they organise.
template-by-others = Saved by organisers on this server
template-by-others-what = You can change every word afterwards.
template-saved-by = Saved by { $person }, { $host }.
template-own = Templates you have saved
template-remove-link = Remove
template-remove-title = Remove this template?
# $name: the template's name.
template-remove-what = Nobody can start from { $name } any more. Chains that were started from it stay as they are.
template-remove-button = Remove this template

# Try it yourself: the mail and the pages.
try-sent-link = Then follow its link, and go through the pages as somebody who was asked.
try-pages = See the pages first
try-pages-what = You can go through the pages now, without the message.
try-pages-link = Go through the pages
# On every page of the try.
tried-banner = This is a try. You see what somebody sees whom Maria named. Nothing you type is kept or counted.
tried-banner-back = Back to setting up
# Pages that only a real link has.
tried-not-here-title = This page needs a real link
tried-not-here = People who were really asked find this at their own link. It has nothing to show in a try.
# The last page of the try.
tried-end-title = That is the whole way
tried-end = A real person would now show these words to the other one, who checks them. Then it is that one’s turn to choose the next person.
tried-end-traces = This try has left nothing behind: no person, no chat, no number.
tried-partner = Sam
# Who asked, in a try: the same made-up name as in the message.
tried-inviter = Maria

# In the list of what changed, beside the others of their kind in team.ftl.
log-act-chain-words = { $who } changed the words of the chain
log-act-chain-seen = { $who } changed who can see what
log-act-chain-copied = { $who } copied the chain
log-act-template-saved = { $who } saved the chain as a template
log-act-template-removed = { $who } removed a template
log-act-sheet-handed_in = { $who } handed in a list of first people
log-act-sheet-used = { $who } added first people from a list
log-act-sheet-thrown_away = { $who } threw a list of first people away
