# Codes and paper: the page where a code is typed, letters to print, the letter for a whole street.
# Short sentences and kind words: reading age 9.

# On the first page, under "Were you invited?".
home-code = Did you get a letter with a code?
home-code-link = Type your code

# On the invitation, under "Other ways to take part".
invited-code = If you call us, say your code: { $code }

# Where a code is typed, /code (P20).
code-title = Type the code from your letter
code-label = Your code
code-hint = It is a word with four letters and numbers, like DAISY 4K7P. Capital letters and spaces do not matter.
code-missing = Type the code from your letter
code-unknown = We do not know this code. Check the word and what comes after it
code-else = You have no code, or it does not work? We will help.
# After five codes that nobody has.
code-stop-title = Please call us
code-stop-what = These codes did not work. We will help you find the right one.
code-stop-later = You can also wait 15 minutes and try again.
# After two hours with a code, or a link nobody has.
code-over-title = Please type your code again
code-over = A code opens your page for two hours. Those are over. What you saved is safe. If you were writing, go back in your browser and copy your words first.
code-again = Type your code

# What a code alone does not do: show how to reach somebody, delete, download.
by-code-title = This needs your own link
by-code-why = You came here with a code. A code is short, so it does not show how to reach people, and it does not delete or download anything.
by-code-how = Open the link in our message to you, or point your phone’s camera at the square in your letter.
by-code-call = You have no link? Call us, and we will do it with you.

# A person's own address and code, /p/…/keep.
keep-title = Keep this address
keep-what = This is your own page. Only you have this address. Write it down, save it, or take a photo of the square.
keep-how = It opens your page again, also on another phone.
keep-code = Your code
# $address: where to type it. $code: like DAISY 4K7P.
keep-code-what = You can also go to { $address } and type { $code }.
keep-secret = Tell your code to nobody but us.

# On every printed page. The square is a QR code.
paper-print = Print this page on A4 paper, from your browser’s menu or with Ctrl and P. This line is not printed.
# A button; it is there only where scripts run.
print-this = Print
paper-scan = Point your phone’s camera at the square.
# $address: where to type it. $code: like DAISY 4K7P.
paper-type = Or go to { $address } and type this code: { $code }
# Before the address that the square stands for.
paper-address = The square leads to
# Before a list of languages, each in its own words.
paper-languages = We can help in your language:

# A letter to one person, printed by an organiser or by the person who asked them.
letter-title = A letter to { $person }
letter-dear = Dear { $name },
letter-yours = Your own page
# $chain: its name.
letter-yours-what = This is the way to your page in { $chain }. There you can see what happens next, what you said, and what we know about you.
letter-yours-stop = You can change it, or stop, at any time. It will not change any help you get.
# In small letters: why they got this. $date: when their details are deleted.
letter-why = { $inviter } gave us your name, and told us that you said this was fine. We use it for nothing else. If you do nothing, we delete it on { $date }.
letter-why-first = { $host } has spoken with you about this. We use your name for nothing else. If you do nothing, we delete it on { $date }.
# A link on the page "Our message to … came back".
letter-give = Or print a letter to give to { $name }

# The slip under the cut line, to send or bring back.
slip-title = Or answer on paper
# $place: the host and their address.
slip-where = Cut this off. Bring it or send it to { $place }.
slip-code = Your code: { $code }
slip-call = Yes, call me on
slip-come = Yes, I will come in
slip-no = No thank you
# On the letter for a whole street, where we do not know who answers.
slip-name = My name

# On the sheet of questions. $address: where to type it. $code: like DAISY 4K7P.
sheet-code = Or go to { $address } and type your code: { $code }

# Somebody answers the letter for a whole street.
door-title = We are here. What do you need?
door-lede = { $host } would like to hear from you about { $topic }.
door-1 = You tell us what to call you, and say yes.
door-2 = We find one person who would like to talk with you.
door-3 = You talk for about 30 minutes. You choose when, where and how.
door-4 = They write down the main points. You can see them and change them.
door-begin = Would you like to begin?
door-name = What shall we call you?
door-name-hint = A first name is enough.
door-name-missing = Write a name we can call you
door-language = Your language
door-next = Next we ask what you agree to, and how to reach you. You do not need an email.
door-closed-title = This letter has ended
door-closed-what = Its code takes nobody new now. Thank you for wanting to take part.
door-closed-call = Would you still like to talk? Call us.
# On its paper, above the heading, and in small letters at its end.
door-letter-dear = Dear neighbour,
door-letter-why = This letter went to every door in your street. We do not know your name.

# The desk: letters for whole streets.
desk-door-link = Letters for whole streets
desk-person-letter = Print a letter
desk-letter-title = Print a letter for { $person }
desk-letter-what = The letter has the link and the code of { $person } on it. Whoever holds it can answer as { $person }. So give it to nobody else.
desk-letter-will-log = We note that you printed it.
desk-letter-show = Show the letter
desk-door-title = Letters for whole streets
desk-door-what = Put one letter through every door. It carries one code. Everyone who types it joins as a new person.
desk-door-none = There is no such letter yet.
desk-door-caption = Streets and their codes
desk-door-name = Street
desk-door-code = Code
desk-door-made = Made on
desk-door-came = Who came
desk-door-state = Open or closed
# $count: how many people came by it (a number).
desk-door-answers = { $count ->
    [one] 1 person
   *[other] { $count } people
  }
desk-door-close = Close
desk-door-closed = Closed on { $date }
desk-door-is-closed = This code is closed. Letters that carry it take nobody new.
desk-door-new = Make a letter for another street
desk-door-not-open = Open the chain first
desk-door-name-label = Street or place
desk-door-name-hint = Only organisers see this, like Elm Street or Library.
desk-door-name-missing = Write which street or place the letter is for
desk-door-button = Make the letter
desk-door-close-title = Close the code for { $name }?
desk-door-close-what = Nobody new can join with { $code }. Who has joined stays. You cannot open it again, but you can make a new letter.
desk-door-close-question = Should we close this code?
desk-door-close-yes = Yes, close it
desk-door-close-no = No, keep it open
