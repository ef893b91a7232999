# The pages at a person's own link, /p/{token}, and the page that stops messages.
# Short sentences and kind words: reading age 9.

# Above every personal page.
who-for = This page is for { $name }.
who-not = Not { $name }? Tell us
# In place of a name that was deleted, inside a sentence.
somebody = your neighbour
not-given = Not given
undo = Undo
to-my-page = Go to my page

# At the foot of every personal page: the way to everything else.
more-title = Your page
more-words = See or change what you said
more-me = What we know about you
more-no = No thank you
more-stop = Stop taking part
more-delete = Delete everything about me

# The invitation (P1). The quiet titles are for chains about something private.
invited-title = { $inviter } would like to talk with you about { $topic }
invited-title-quiet = { $inviter } would like to talk with you
invited-title-first = { $inviter } would like you to start a chain of chats about { $topic }
invited-title-first-quiet = { $inviter } would like you to start a chain of chats
# The headings of the same pages.
invited-heading = { $inviter } would like to talk with you about { $topic }
invited-heading-first = { $inviter } would like you to start a chain of chats
invited-lede = It is a friendly chat, about 30 minutes. You choose when, where and how.
invited-lede-first = The chats are about { $topic }. You would be one of the first people.
invited-what = What happens
invited-1 = You say yes, and how { $inviter } can reach you.
invited-2 = { $inviter } contacts you. You talk about { $topic }.
invited-3 = { $inviter } writes down the main points. You can see them and change them.
invited-4 = Then you choose one person and have the same chat with them.
# The same list for a first person.
invited-first-1 = You say yes, and how { $inviter } can reach you.
invited-first-2 = You choose one person you know, and ask them.
invited-first-3 = You have a friendly chat with them, about 30 minutes. We give you the questions.
invited-first-4 = You write down the main points. Then they choose the next person.
invited-say-no = You can say no.
invited-say-no-more = You can also stop at any time. It will not change any help you get.
invited-start = Start
invited-no = No thank you
invited-ends = This invitation ends on { $date }.
invited-about = How we got your name, and what we keep
invited-other = Other ways to take part
invited-other-what = You can also do this by phone. We can help you with each step.
invited-other-link = See how to reach us

# How we got your name, and what we keep (P2, P3).
about-title = How we got your name
about-given = { $inviter } gave us your name and email on { $date }. They told us that you said this was fine.
about-given-first = { $inviter } wrote down your name and email on { $date }. You told them that this was fine.
about-use = We use them only for this chain of chats.
about-forgotten = If you do nothing, we delete them on { $date }.
about-delete = Delete my details now
about-rights = You can see what we hold at any time on your own page. You can change it or delete it there.
about-privacy = Read the full privacy page
kept-title = What we keep and who can see it
kept-what = What
kept-who = Who can see it
kept-name = Your name
kept-name-who = You, { $inviter }, and { $host }
kept-name-who-first = You, { $host }, and the person you choose
kept-reach = How to reach you
kept-reach-who = { $inviter }, and the people at { $host } who keep the chain going
kept-reach-who-first = The people at { $host } who keep the chain going
kept-words = What you say
kept-words-who = You, { $inviter }, and { $host }
kept-words-first = What you write down
kept-words-who-first = You, the person who said it, and { $host }
kept-plan = What goes into the public plan
kept-plan-who = Everyone. Your words stand there only if you say yes when you check them.

# Agreeing (P3). The four agree-… sentences are kept as what a person agreed to: a change of meaning is a new version.
agree-title = What you agree to
agree-legend = Tick what you agree to
agree-hint = We need all of these, but not the one marked optional.
agree-contact = { $who } may contact me.
agree-words = { $who } may write down the main points of what I say, and the people at { $host } may read them.
agree-words-first = I will write down what people tell me only if they agree, and the people at { $host } may read it.
agree-adult = I am 18 or over.
agree-meet = { $host } may invite me to meet the others.
# $words: one of the sentences above.
agree-missing = To say yes, tick: { $words }
agree-button = Agree and continue

# How to be contacted (P4).
contact-title = How should { $who } contact you?
# The same page, when the chat with that person is over or nobody is found yet.
contact-title-later = How can we reach you?
contact-legend = Choose one way
contact-by-email = Email
contact-by-text = Text message
contact-by-phone = Phone call
contact-by-host = Through { $host }, not directly
contact-email-held = The email we hold is { $email }.
contact-phone = Phone number
contact-phone-hint = We need it only for a text or a phone call.
contact-phone-missing = Write your phone number, or choose another way
contact-phone-wrong = Write a phone number like 020 7946 0123

# When, and what would help (P5, P6).
times-title = When is good for you?
times-legend = Tick all that are good
times-weekday-mornings = Weekday mornings
times-weekday-afternoons = Weekday afternoons
times-evenings = Evenings
times-weekends = Weekends
times-any = Any time
times-missing = Tick at least one time
times-note = Anything we should know? (optional)
times-note-hint = For example: please text before you call.
help-legend = What would help you take part?
help-large-print = Large print
help-interpreter = An interpreter
help-in-person = Meeting in person
help-step-free = A step-free place
help-other = Something else (optional)

# A person's answers, as a list.
answer-way = Best way to reach you
answer-email = Email
answer-phone = Phone number
answer-times = Good times
answer-note = Your note
answer-help = What would help
answer-help-other = What else would help
answer-agreed = What you agree to
# After the link “Change”, for who hears it without the row: Change your name.
change-way = the best way to reach you
change-email = your email
change-phone = your phone number
change-times = your good times
change-note = your note
change-help = what would help
change-help-other = what else would help
change-agreed = what you agree to
change-name = your name
change-language = your language

# Saying yes (P7).
check-yes-title = Check your answers and say yes
check-yes-button = Say yes to { $who }

# Saying no (P9).
no-title = No thank you
no-what = That is fine. Thank you for reading.
no-legend = What should we do?
no-delete = Delete my details
no-never = Delete my details, and never write to me again
no-button = Send
# The last page, after a no or after deleting everything.
deleted-title = Done. We have deleted your name and email.
deleted-what = What you told us is gone too. Nothing else is left for you to do.
deleted-last = This link does not work any more.

# After a yes (P8).
waiting-title-email = Thank you. { $initiator } will email you.
waiting-title-text = Thank you. { $initiator } will send you a text.
waiting-title-phone = Thank you. { $initiator } will call you.
waiting-title-host = Thank you. { $host } will contact you.
waiting-by = You will hear from { $initiator } by { $date }.
waiting-nothing = If you hear nothing, call us. We will find out why.
waiting-what = What you will talk about
waiting-what-more = There are a few questions, and no wrong answers. { $initiator } will write down the main points. You will see them first.
waiting-answers = Your answers
waiting-mind-what = We have not shown { $initiator } how to reach you yet.
waiting-mind = Change my mind

# The initiator's chat (P10).
talk-title = Your chat with { $partner }
talk-agreed = { $partner } said yes on { $date }.
talk-way = Best way: { $way }.
talk-times = Good times:
talk-help = What would help:
talk-by = Please get in touch with { $partner } by { $date }.
talk-show = Show how to reach { $partner }
talk-before = Before you talk
talk-tip-1 = Be kind. There are no wrong answers.
talk-tip-2 = Listen more than you speak.
talk-tip-3 = You do not have to agree.
talk-questions = The questions
talk-sheet = Print a sheet with the questions
talk-after = After you talk
talk-after-what = Short notes are fine. It takes about 10 minutes.
talk-write = Write down what you heard
talk-write-on = Go on writing
talk-cannot = You cannot do this now? We will help.
details-title = How to reach { $partner }
details-logged = We note that you looked. { $partner } can ask us about it.
details-name = Name
details-text = Text message to
details-phone = Phone call to
details-email = Email
details-note = Please know
details-host = { $partner } would like to be reached through { $host }. Call us, and we will bring you together.
details-only = Please use this only for your chat with { $partner }.
details-back = Back to your chat with { $partner }
# The sheet to print.
sheet-title = Chat with { $partner }
sheet-print = Print this page, or write on paper next to it.
sheet-what = Use their own words if you can. Short notes are fine.
sheet-after = After you talk, open your link and write the points there. Then keep this sheet safe, or tear it up.

# Writing down (P11, P12).
write-title = Did you both agree to write this down?
write-what = { $partner } will see what you write, and can change it.
write-legend = Choose one
write-yes = Yes, we talked and we agree
write-not-yet = Not yet
write-nothing = We talked, but { $partner } wants nothing kept
question-caption = Your chat with { $partner } – question { $n } of { $of }
question-hint = Use { $partner }’s own words if you can. Short notes are fine. One thing in each point.
question-point = Point { $n }
question-said = What { $partner } said
question-kind = What kind of point is it?
question-kind-strength = Something strong or good
question-kind-need = Something needed
question-kind-idea = An idea
question-kind-offer = Something to offer or share
question-language = Language of these words
question-private = Keep this point private: it is counted, but never shown in public
question-add = Add another point
question-skipped = We did not talk about this
question-save = Save and continue
question-later = Save and finish later
question-missing = Write what { $partner } said, or tick “We did not talk about this”
question-both = You wrote something and ticked “We did not talk about this”. Choose one.
# An old tab: somebody saved newer words meanwhile.
newer-title = This was changed in another place
newer-what = Your words are not saved yet. Compare the two. Then save what should stay.
newer-saved = What is saved now
newer-keep = Keep what is saved
newer-yours = What you wrote here

# Checking before it is shown (P13).
review-title = Check what you wrote, then show it to { $partner }
review-what = { $partner } can change it or take it out.
review-change = question { $n }
review-button = Show this to { $partner }
# First on the page of somebody who finishes later, or had written nothing under that question.
later-kept = We have saved what you wrote. Come back by the same link when you like, and go on with “Write down what you heard”.
later-nothing = You had written nothing for this question, so there was nothing to save. That is fine. Come back by the same link when you like, and go on with “Write down what you heard”.
review-later = Finish later
review-empty = Write at least one point, or say that nothing is kept
private-tag = Private
# After showing it.
shown-title = Thank you. { $partner } can now check what you wrote.
shown-title-nothing = Thank you. You talked with { $partner }.
shown-what = We will write to { $partner } in 5 minutes.
shown-nothing = We kept no words. { $partner } can go on with the chain.
shown-next = There is nothing more to do with this chat.
shown-undo = Is something wrong? You can take it back for 5 minutes, before we tell { $partner }.
shown-choose = See what comes next

# The partner checks (P14).
check-title = { $initiator } wrote this after your chat. Is it right?
check-title-again = What { $initiator } wrote after your chat
check-what = Keep it, change the words, or take it out. You decide.
check-by = Please check it by { $date }. If you do not, we keep the points, but we will never quote you.
check-point = Point { $n }
check-verdict = Is point { $n } right?
check-keep = Keep it
check-change = Change the words
check-out = Take it out
check-words = New words for point { $n }, if you change them
check-words-missing = Write the new words, or take the point out
check-private = This point is private. It is counted, but never shown in public.
check-quote = May we quote point { $n } in public?
check-quote-hint = If you do not answer, we will not.
check-quote-none = No
check-quote-no-name = Yes, without my name
check-quote-first-name = Yes, with my first name
check-missing = Say for point { $n }: keep, change or take out
check-final = Are you done?
check-right = This is right now
check-later = I will come back
check-final-missing = Say if this is right now, or if you will come back
check-gone = You took this point out. It does not count.
# After "I will come back".
check-later-title = That is fine. Come back when you like.
check-later-what = We keep what you have filled in. It waits for you at the same link, and only you see it. It counts when you say that it is right.
# On the page that comes after a check.
check-thanks = Thank you. We have saved what you said about the points.

# What a person said.
words-title = What you said
words-what = { $initiator } wrote this down after your chat.
words-none = Nothing is written down of what you said.
words-change = Change or take out
words-quote-none = We do not quote this.
words-quote-no-name = We may quote this without your name.
words-quote-first-name = We may quote this with your first name.
words-quote-unchecked = You have not checked this. We do not quote it.

# Choosing the next person (P15).
choose-title = Who will you talk to next?
choose-what = Think of someone whose view we may not hear. Ask them first.
choose-freed = The last person cannot take part this time. You did nothing wrong. You can choose someone else.
choose-again = Thank you. You can have one more chat, with someone else.
choose-name = Their full name
choose-name-hint = They will see it at the top of our message.
choose-email = Their email
choose-language = Their language
choose-language-any = I do not know
# Kept as what the nominator said.
choose-asked = I have asked them and they are happy to get an email.
choose-asked-missing = Ask them first. Then tick that they are happy to get an email
choose-yourself = This is your own email. Write the email of the next person
choose-typo = Did you mean { $meant }? Change it, or send it again as it is
choose-nobody = I do not want to choose someone

# What the next person will get (P16).
send-title = Check the message to { $name }
send-what = We will send this to { $name } at { $email }.
send-subject = Subject:
# In place of links in the preview.
send-their-link = (Their own link)
send-their-stop = (Their own link to stop)
send-button = Send to { $name }
undoable-title = Your invitation to { $name } goes out in 5 minutes
undoable-what = We send it to { $name } at { $time }. Until then you can take it back.
asked-title = We have asked { $name }
asked-wait = { $name } can say yes or no. We will write to you when we know.
asked-ends = { $name } can answer until { $date }.
asked-else = Choose somebody else
came-back-title = Our message to { $name } came back
came-back-what = The email may have a mistake. Check it with them, and write it again.
came-back-button = Send it again
give-up-title = Choose somebody else?
give-up-what = If you do, we delete what you told us about { $name }. Their invitation ends.
give-up-legend = What would you like?
give-up-wait = Wait for { $name }
give-up-yes = Choose somebody else
finish-title = You do not have to choose someone
finish-what = Your part counts just the same. We read every point.
finish-legend = What would you like?
finish-later = I will come back later
finish-nobody = I do not want to choose anyone. My part is done

# Where things stand when there is nothing to do.
done-title = Thank you. Your part is done.
done-place = { $count ->
    [one] You are the first person who has talked in this chain.
   *[other] You are number { $n } of { $count } people who have talked in this chain.
}
plan-note = The plan is there.
done-planned = The plan is there, made from everybody's words. On this page you can see what comes of yours.
done-what = We read every point and make a plan together. We will write to you when it is ready.
done-words = See what you said
paused-title = The chain is taking a break
paused-what = You cannot choose someone now. There is nothing you need to do.
stopped-title = You have stopped taking part
stopped-what = We will not write to you. What you said stays, unless you take it out or delete it.
stopped-until = You can come back until { $date }.
stopped-back = Take part again

# Stopping and deleting.
stop-title = Stop taking part?
stop-what = We will not write to you any more. A chat you have not had yet ends, and we tell the other person kindly.
stop-legend = What would you like?
stop-stay = Go on taking part
stop-stop = Stop taking part
stop-delete = Stop, and delete everything about me
delete-title = Delete everything about you?
delete-what = We delete your name, how to reach you, and the words you said.
delete-others = Chats that are not written down yet end. Somebody you asked who has not answered is no longer asked. What you wrote down for others is theirs and stays.
delete-final = This cannot be undone.
delete-legend = What would you like?
delete-keep = Keep it
delete-delete = Delete everything about me

# A link that has ended, or that nobody has (P19).
ended-title = This link has ended
ended-replaced = There is a newer link. Look for our last message to you.
ended-too-old = It is too old.
ended-gone = It is finished. The invitation or the chat behind it is over. We hold nothing about you here, and you do not need to do anything.
# Nobody has a link to this page any more: somebody said that it had reached the wrong person.
ended-shut = Somebody told us that this link had reached the wrong person. So it opens nothing any more. Is it yours? Call us, and we put it right.
ended-unknown = Check the address, or open the link in your message again.
ended-send = We can email a new link to { $email }.
ended-button = Email me a new link
ended-call = Does nothing work? Call us.
new-link-title = Look in your email
new-link-what = If we hold an email for this link, a new link is on its way to it. It can take a few minutes.
new-link-call = Nothing there, or you no longer use that email? Call us.

# The link at the end of every message (P21).
stop-mail-name = These messages are for { $name }.
stop-mail-what = We write to { $name } at { $email }.
stop-mail-delete = Never write to me again, and delete all you have about me
stop-mail-only = Only stop the messages
stop-mail-button = Send
stop-mail-done = Done. We will not write to you again.
stop-mail-done-what = The messages stop now, for every chain on this site.
stop-mail-done-page = If you take part, your own page still works.
