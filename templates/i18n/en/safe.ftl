# Keeping people safe: worries, help nearby, leaving a page fast, reports. Short sentences, kind words: reading age 9.

# The button on every personal page of a chain about something private, and the link beside it.
leave-now = Leave this page
leave-explained = What it does
# Read aloud after it.
leave-button = (the button “Leave this page”)
leave-title = Leave this page fast
leave-what = The button at the top takes you to a weather page at once.
leave-does = What it does
leave-does-1 = It opens the weather in place of this page.
leave-does-2 = On most phones and computers, the Back button then does not bring this one page back.
leave-does-not = What it does not do
leave-does-not-1 = It does not clear your history. Somebody who looks there can see that you were here.
leave-does-not-back = It does not hide the pages you opened before this one. The Back button can bring those back.
leave-does-not-2 = It does not delete our messages. Delete them yourself if somebody else can read them.
leave-does-not-3 = It does not delete what you wrote. All you saved is still here when you come back.
leave-tip = A private window keeps no history. You can open your link in one.

# The title of a question's page on such a chain, in place of the question.
question-title-quiet = Question { $n }

# Help nearby, in the organiser's words.
near-title = Help near you

# The way to tell about a worry, on every page about a chat. $name: the other person.
worry-link = Something worries me about { $name }
more-worry = Tell us about a worry
worry-title = Tell us about a worry
worry-now = If someone is in danger now, call the emergency number. In the UK it is 999, in many other countries 112.
worry-choose = Who are you worried about?
worry-note = Write a private note
# $keeper: who looks after safety. $host: the group.
worry-who = Only { $keeper } at { $host } can read it. It does not go into what you write about the chat.
worry-who-host = Only the person at { $host } who looks after safety can read it. It does not go into what you write about the chat.
worry-not-told = We do not tell { $name }.
worry-words = What worries you about { $name }?
worry-words-hint = What did you see or hear, and when? Short notes are fine.
worry-missing = Write what worries you
worry-button = Send my note
worry-no = Do not send a note
worry-sent-title = Thank you for telling us
worry-sent-what = { $keeper } at { $host } gets your note now, and nobody else.
worry-sent-what-host = The person at { $host } who looks after safety gets your note now, and nobody else.

# Something is wrong with a message or an invitation: from a person's page, and at the foot of every message.
more-report = Something is wrong
report-title = Is something wrong?
report-legend = What should we do?
# $inviter: who asked them.
report-not-me = This is not for me, or I do not know { $inviter }. Delete what you have about me.
report-unkind = Somebody was unkind. Please look at it.
report-trick = This looks like a trick. Please look at it.
report-other = Something else is wrong. Please look at it.
report-words = What is wrong? (optional)
report-words-hint = The people at { $host } read this. You need not write anything.
report-words-missing = Write in a few words what is wrong
report-done = Thank you. We will look at it.
report-done-what = The people at { $host } can read what you sent.
report-done-no = You need not answer the invitation. You can still say no.
not-me-done = Done. We have deleted how to reach you.
not-me-done-what = We will tell the people at { $host }. You get no more messages about this.

# Organisers: the list of worries, only for the safeguarding person.
desk-tab-worries = Worries
worries-title = Worries
worries-what = Only you can see this page. It shows who wrote, and about whom. The words open on their own page, and we note each time.
worries-none = Nobody has written down a worry.
worries-date = Date
worries-by = Written by
worries-about = About
worries-state = Where it stands
worries-open = Open
# $date: the day it was written.
worries-open-one = Open the worry of { $date }
worry-state-new = Open
worry-state-held = Open, kept on purpose
worry-state-closed = Closed
worries-back = Back to all worries
worries-one = A worry
worries-entered = An organiser wrote it down for them.
worries-show = Show what was written
worries-show-hint = We note that you opened it, and when.
worries-words = What was written
worries-gone = What was written has been deleted.
worries-decide = What now?
worries-decide-hold = Leave it open, and keep the words even if somebody is forgotten
worries-decide-release = Leave it open, and do not keep the words any longer than the people
worries-decide-close-keep = Close it, and keep the words
worries-unread = First press “Show what was written”. Then you can close it.
worries-reach = To call or write to somebody, open their page.
worries-delete = Close it, and delete the words
worries-delete-title = Close this worry, and delete the words?
worries-delete-what = What was written is deleted at once. Nobody can read it any more.
worries-delete-done = What was done? (optional)
worries-delete-done-hint = A line or two, without what was written. It is kept sealed. Only the one who looks after safety can open it. It goes when one of the two is forgotten.
worries-delete-question = Delete what was written now?
worries-delete-yes = Yes, close it and delete the words
worries-delete-no = No, leave it as it is
worries-show-answered = Show what was done
worries-answered = What was done
# What the list says after something was decided.
worries-done-hold = The worry stays open. Its words are kept.
worries-done-release = The worry stays open. Its words go with the people.
worries-done-close-keep = The worry is closed. Its words are kept.
worries-done-close-delete = The worry is closed. Its words are deleted.

# Organisers: a report.
desk-help-reported = { $person } told us that something is not right.
desk-help-reported-gone = Somebody who was asked by { $other } told us that the message was not for them. We deleted their details.
desk-help-see-report = Read the report
reports-title = A report
reports-back = Back to the overview
reports-who = Who told us
reports-asked-by = Asked by
reports-date = Date
reports-why = Why
reports-why-not_me = It was not for them, or they do not know who asked
reports-why-unkind = Somebody was unkind
reports-why-trick = It looks like a trick
reports-why-other = Something else
reports-words = What they wrote
reports-no-words = They wrote nothing.
reports-not-me = If they had not said yes, all their details are deleted. If they had, we deleted how to reach them and their link. Their words are still here.
reports-close = I have looked at it
# $moment: day and time.
reports-closed = Closed on { $moment }

# Setting up: help nearby, and who looks after safety.
setup-near = Help nearby
setup-near-what = Whom people can turn to if a chat brings up something hard. It is a kindness, not a must.
near-lede = People see this when they tell us about a worry and on their own page. On a chain about a sensitive topic it stands on every page about a chat.
near-text = Where can people get help near here? (optional)
near-text-hint = One line for each place: its name, phone number, web address and hours. It stands there as you write it.
safeguarding = Who looks after safety?
safeguarding-hint = Only this person can read the worries people write down. They get an email when there is one.
safeguarding-missing = Choose who looks after safety
