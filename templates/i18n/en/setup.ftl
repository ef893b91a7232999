# Setting a chain up, copying and saving it, and first people from a spreadsheet.

# First people from a spreadsheet: the link to it, and the page where the file is chosen.
sheet-link = Add people from a spreadsheet
sheet-title = First people from a spreadsheet
sheet-lede = Choose a file. You will see who is in it before anyone gets a message.
sheet-back-add = Back to adding people
sheet-not-open = This chain is not open yet. You can look at your list now, and add the people once the chain is open.
sheet-need-name = Each person needs a name.
sheet-need-reach = Each person needs an e-mail address or a phone number.
# $people: the most people.
sheet-need-size = At most { $people } people in one file. Other columns do no harm: we leave them out.
sheet-file = Your file
# $megabytes: the largest file.
sheet-file-hint = CSV or XLSX, at most { $megabytes } MB. Of an XLSX file we read the first sheet.
sheet-kept = The list is kept sealed, only you can open it, and it is deleted once you have used it, or after a day.
sheet-again = Choose another file
# Why a file was not taken. $megabytes and $people: the most there may be.
sheet-file-missing = Choose a file
sheet-file-empty = This file is empty. Choose one with names in it.
sheet-file-large = This file is larger than { $megabytes } MB. Take out what is not needed, or use two files.
sheet-file-rows = This file has more than { $people } people. Use two files.
sheet-file-macros = This file has macros: small programs. Save it as XLSX or CSV, then choose that file.
sheet-file-old = This is an old Excel file, or it has a password. Save it as XLSX without a password, or as CSV.
sheet-file-type = This is not a CSV or XLSX file. Open it in your spreadsheet program and save it as one of these.
sheet-file-broken = We cannot read this file. Save it again as CSV, then choose that file.
# The list is no longer there.
sheet-gone-title = This list is no longer here
sheet-gone-used = It was used or thrown away. Each list can be used once.
sheet-gone-old = Lists are deleted after a day.

# What the columns are. $file: the name of the file. $count: how many rows.
sheet-columns-title = What is in each column?
sheet-columns-lede = { $count ->
    [one] We found 1 row in { $file }. We have guessed the columns. Put right what is wrong.
   *[other] We found { $count } rows in { $file }. We have guessed the columns. Put right what is wrong.
  }
sheet-first-rows = The first rows
sheet-line = Line
sheet-column = Column { $n }
# What stands in the table for a day, and for what is worked out.
sheet-cell-date = (a date)
sheet-cell-formula = (a formula)
sheet-which = Which column is which?
sheet-column-is-skip = Leave this out
sheet-column-is-name = Name
sheet-column-is-first = First name
sheet-column-is-last = Last name
sheet-column-is-email = E-mail address
sheet-column-is-phone = Phone number
sheet-columns-twice = Choose each kind of column once only. Leave the other one out.
sheet-columns-no-name = Say which column holds the names
sheet-columns-two-names = Choose either one column for the name, or first and last name
sheet-columns-no-reach = Say which column holds the e-mail addresses or the phone numbers
sheet-headings = What is in the first row?
sheet-headings-yes = Headings
sheet-headings-no = A person
sheet-columns-next = Nobody gets a message yet. Next you see what would happen.

# What would happen. $file: the name of the file.
sheet-check-title = Look before you add them
sheet-check-lede = This is what we read in { $file }. Nobody has got a message yet.
sheet-back-columns = Back to the columns
sheet-bad = { $count ->
    [one] 1 line is left out
   *[other] { $count } lines are left out
  }
sheet-bad-what = You can go on without them. Or put them right in your file and start again.
sheet-nobody = Nobody can be added from this file
sheet-nobody-what = Put the lines right in your file, then choose it again.
sheet-none-again = Choose another file and throw this list away
sheet-good = { $count ->
    [one] 1 person will be added
   *[other] { $count } people will be added
  }
sheet-by-phone = { $count ->
    [one] 1 of them has no e-mail address. You tell them by phone.
   *[other] { $count } of them have no e-mail address. You tell them by phone.
  }
sheet-cut = Some phone numbers were kept as plain numbers. Spreadsheets then drop a 0 at the start. Compare them with your own list. To keep the 0, make the column text and save again.
# In a table, in place of an address and of a number.
sheet-no-email = none
sheet-no-phone = none
sheet-language-hint = The language most of them like to read. You can change it for each person later.
sheet-asked = I have asked all of them and they are happy to hear from us
sheet-add = { $count ->
    [one] Add this 1 person
   *[other] Add these { $count } people
  }
sheet-none = Add nobody and throw the list away
# What is wrong with a line. $line: its number. $earlier: the line in which the same person stands.
sheet-line-no-name = Line { $line }: the name is missing
sheet-line-name = Line { $line }: the name has something else than letters, or more than 40 of them
sheet-line-name-date = Line { $line }: there is a date where the name should be
sheet-line-name-formula = Line { $line }: the name is a formula. Type the name itself.
sheet-line-no-reach = Line { $line }: there is no e-mail address and no phone number
sheet-line-no-at = Line { $line }: the e-mail has no @
sheet-line-email = Line { $line }: the e-mail is not complete. It should be like name@example.org
sheet-line-email-formula = Line { $line }: the e-mail is a formula. Type the address itself.
sheet-line-phone = Line { $line }: the phone number is not right
sheet-line-phone-formula = Line { $line }: the phone number is a formula. Type the number itself.
sheet-line-twice = Line { $line }: the same person is in line { $earlier } already
sheet-line-already-here = Line { $line }: this person is in the chain already
sheet-line-may-not = Line { $line }: we cannot write to this person
# What came of it.
sheet-left = { $count ->
    [one] 1 line was left out
   *[other] { $count } lines were left out
  }
sheet-added-nobody = Nobody in this file could be added.
sheet-added-who = Who was added
sheet-added-kept = We have deleted the list.

# On the page for adding people, while nobody is in the chain.
first-people-title = How to begin
first-people-who = Choose three to five people who know very different people: other ages, other streets, other languages. Each of them starts a branch.
first-people-ask = Ask them yourself first, by phone or in person.
first-people-add = Add them here. Each gets one message and says yes or no.
first-people-then = Whoever says yes chooses the next person. From then on the chain grows by itself, and you see where it needs a hand.
first-people-many = One branch often ends early. With several, the chain goes on.
