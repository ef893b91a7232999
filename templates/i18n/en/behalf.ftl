# An organiser writes for a person: the banner, who wrote what, the phone script and the list of calls.

# On every page at a person's address while an organiser writes for them.
behalf-banner-label = You are writing for somebody
# $source: one of behalf-source-…
behalf-banner = You are writing for { $name }. Source: { $source }. Everything you save is kept as written by you for { $name }.
behalf-banner-back = Back to the desk
# How a person's words came. They stand inside a sentence or in brackets.
behalf-source-paper = paper sheet
behalf-source-phone = phone
behalf-source-in_person = in person
behalf-source-reply = reply by email
# The way was not noted.
behalf-source-other = in another way

# On the pages of the two people, below what was written. $organiser is a name; $source one of behalf-source-…
behalf-wrote-for-you = { $organiser } wrote down your chat with { $partner } for you on { $date } ({ $source }).
behalf-wrote-for-other = { $organiser } wrote this for { $initiator } on { $date } ({ $source }).
behalf-checked-for-you = { $organiser } wrote your answers to it for you on { $date }.
behalf-checked-for-other = { $organiser } wrote the answers of { $partner } to it on { $date }.
# On a person's own page.
behalf-me-title = Who wrote for you

# On the page before writing down, for an organiser.
behalf-day = When did they talk? (optional)
behalf-day-hint = The day, if you were told
behalf-day-wrong = Write a day that is not later than today

# On the desk: beginning to write for a person. $person: the first name.
behalf-write-for = Write for { $person }
behalf-write-for-title = Write for { $person }
behalf-write-for-what = You open the pages of { $person } and fill in the same forms. Everything you save is kept as written by you.
behalf-write-for-source = How did the words of { $person } reach you?
behalf-write-for-ends = This works for 8 hours, in this browser only. Then you can start again here.
behalf-choose-paper = On a paper sheet
behalf-choose-phone = In a phone call
behalf-choose-in-person = In person
behalf-choose-reply = In a reply by email
behalf-script-open = Open the phone script
# What the page of a person says was done.
desk-done-write-for-cannot = Nobody can write for { $person } now.
desk-done-script-yes = We have kept that { $person } said yes.
desk-done-script-no = { $person } said no. We have deleted what we held.
desk-done-script-late = Nothing was changed. It was answered before, or it is too late.

# The list of people to call. calls-tell-…: what is read aloud to $person; $other: the other person, of a gathering the
# place; $host, $topic, $when. Those ending in -quiet are for a chain about something private: others may listen.
calls-title = People to call
calls-what = No email of ours reaches these people. Call them and read the words aloud, or print a letter.
calls-none = There is nobody to call now.
calls-found = { $count ->
    [one] 1 person to call
   *[other] { $count } people to call
  }
calls-since = Since
calls-letter = Print a letter
# What the call told: the words to read aloud that stand above.
calls-told = I have told them this
# After it was pressed. $person: who was called.
calls-noted-talked = Noted: you told { $person }. They come back here when there is something new to tell.
calls-noted-no_answer = Noted: nobody answered. { $person } stays on the list.
calls-noted-left_message = Noted: you left a message. { $person } stays on the list.
calls-undone = The call is taken back. It is as it was before.
calls-number-add = Add a phone number
calls-meet = Write down if they are coming
# People with no email who are not called. $by: who brings the invitation.
calls-by-hand = Not called, because somebody brings them the invitation
calls-by-hand-one = { $name }: { $by } brings it.
calls-tell-first-asked = { $host } would like to ask you to start a chain of chats about { $topic }. Would you like to hear more? You can say no.
calls-tell-first-asked-quiet = { $host } would like to ask you to start a chain of chats. Is this a good moment to hear more? You can say no.
calls-tell-asked = { $other } would like to talk with you about { $topic }, for about 30 minutes. Would you like to hear more? You can say no.
calls-tell-asked-quiet = { $other } would like to talk with you, for about 30 minutes. Is this a good moment to hear more? You can say no.
calls-tell-waiting = Thank you for saying yes. { $other } will get in touch with you. You do not have to do anything.
calls-tell-left-waiting = The person who asked you cannot take part now. It has nothing to do with you. We are looking for somebody else.
calls-tell-check = { $other } wrote down what you said. You can check it now. Shall I read it to you?
calls-tell-said-yes = Good news. { $other } said yes. You can get in touch now. I can tell you how.
calls-tell-handed-on = We found another way for the person you chose, because it was not possible for you just now. That is fine. You can choose somebody else.
calls-tell-said-no = The person you chose cannot take part this time. You can choose somebody else.
calls-tell-came-back = Our message to { $other } came back. Do you know another way to reach them?
calls-tell-your-turn = It is your turn to choose the next person. Who would you like to talk with?
calls-tell-closed = The chats are over. Thank you for taking part. You can still ask us what we hold about you, or to delete it.
calls-tell-plan = There is a plan, made from what people said. Shall I send it to you on paper, or read you the main points?
calls-tell-gathering = We invite you to meet the others: { $when }, { $other }. Would you like to come?
# Once more, when they would be reminded.
calls-tell-remind-start = You have not answered { $host } yet. Would you like to start? No thank you is fine.
calls-tell-remind-answer = You have not answered { $other } yet. No thank you is fine.
calls-tell-remind-contact = { $other } said yes and waits to hear from you. Have you been in touch?
calls-tell-remind-write = Did you talk with { $other }? I can write down what you tell me now.
calls-tell-remind-pass-on = It is still your turn to choose the next person. We can find somebody for you. You can stop here too.
# On the overview, above the list of calls.
calls-overview = { $count ->
    [one] 1 person has no working email address and is waiting for a call.
   *[other] { $count } people have no working email address and are waiting for a call.
  }
calls-overview-link = See whom to call
# The navigation of the desk, where there is somebody without e-mail.
desk-tab-calls = To call

# The phone script. What stands under “Read this aloud” is spoken.
script-title = Phone script for { $person }
script-what = Read the lines in the boxes aloud. Tick and write what they answer. Nothing is kept until you press a button.
script-read = Read this aloud
script-who = Who asks
script-hello = Hello { $person }. My name is { $organiser }. I am calling from { $host }. Is this a good time?
script-asks = { $inviter } would like to talk with you about { $topic }. It is a friendly chat, about 30 minutes. You choose when, where and how.
script-asks-first = { $inviter } would like you to start a chain of chats about { $topic }. You would be one of the first people.
script-kept-read = Read the table aloud, line by line.
script-agree = What you agree to
script-agree-legend = Tick what { $person } agrees to
script-agree-hint = Read each line aloud and wait for a yes. All are needed, but not the one marked optional.
script-times = When is good? Tick all that are good
script-language = The language they like best
script-yes = Keep that { $person } says yes
script-no-read = If the answer is no, say: That is fine. Thank you for listening.
script-no-delete = Delete the details
script-no-never = Delete the details, and never write or call again
script-no-button = Keep that { $person } says no
# The next step, for somebody who takes part. script-say-…: read aloud. script-then-…: what the organiser does.
script-told-what = When you have told { $person }, take this call off your list.
script-say-waiting = You said yes to a chat with { $other }. { $other } will get in touch with you. You do not have to do anything.
script-then-waiting = If something has changed for { $person }, write it down for them.
script-say-left = The person who asked you cannot take part now. It has nothing to do with you. We are looking for somebody else.
script-then-left = There is nothing to fill in.
script-say-check = { $other } wrote this down after your chat. Is each point right? You can keep it, change the words, or take it out. May we quote it: no, without your name, or with your first name?
script-then-check = Write down what { $person } answers to each point.
script-say-choose = It is your turn to choose the next person to talk with about { $topic }. Think of someone whose view we may not hear. Have you asked them?
script-then-choose = Write down the name and how to reach them.
script-say-asked = We have asked { $other }. We will tell you when there is an answer.
script-then-asked = There is nothing to fill in.
script-say-came-back = Our message to { $other } came back. Is the address right?
script-then-came-back = Write down the right address.
script-say-talk = { $other } said yes. Please get in touch with { $other }. These are the questions for your chat. If you have talked already, tell me what you heard.
script-then-talk = Open the pages of { $person } to see how to reach { $other }, or to write down what they heard.
script-say-shown = Thank you. { $other } can now check what was written down of your chat.
script-then-shown = There is nothing to fill in.
script-say-done = Thank you. Your part is done. We read every point and make a plan together.
script-then-done = There is nothing to fill in.
script-say-other = Thank you for taking part. Is there anything you would like to change?
script-then-other = Open the pages of { $person } to see where things stand.

# Adding a first person who has no e-mail.
desk-add-email-hint = Leave it empty if they have none, and write a phone number
desk-add-phone = Phone number (optional)
desk-add-phone-hint = Without an email address we put them on your list of people to call
desk-add-reach-missing = Write an email address or a phone number
# After adding, where somebody has no e-mail.
desk-added-call = We have no email address for them. They are on your list of people to call.

# What happened, on a person's page on the desk. $other: the organiser.
desk-event-written-in = { $other } wrote down the choice of { $person }
# $other: the organiser, with how the words came in brackets.
desk-event-agreed-to = { $other } kept what { $person } agreed to
desk-event-entered = Entered by { $other }
desk-event-written-for = { $other } opened the pages of { $person } to write for them
desk-event-told = { $other } told { $person } where things stand
behalf-organiser-source = { $organiser } ({ $source })
# On the page of a chat on the desk.
chat-entered = { $organiser } entered this for { $initiator } ({ $source }).
chat-happened = Talked on
# In place of the one who wrote an earlier wording, when an organiser entered it.
chat-entered-version = { $organiser }, for { $name }
