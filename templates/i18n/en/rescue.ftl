# Helping a link that stands still: next steps, reminders, calls, notes, resting, stepping in, many at once.

# A person's own page: what organisers noted. $who: the organiser. $date: a day. The words stand in the copy only.
me-notes-title = What organisers noted
me-notes-none = Nothing. When an organiser notes something about you, you see it here. You can read the words in your copy.
me-note-note = { $who } wrote a note about you on { $date }. You can read it in your copy.
me-note-talked = { $who } talked with you on the phone on { $date }.
me-note-no-answer = { $who } tried to call you on { $date }.
me-note-left-message = { $who } left you a phone message on { $date }.
# In the file.
file-notes = The words of the notes
file-note = { $date }, { $who }: { $text }

# "Needs help now": rows without a link, and the next steps. $person: whose link it is, first name. $other: whoever asked
# them. Each step makes sense read alone.
desk-help-next = What you can do
help-worries = { $count ->
    [one] One worry is open.
   *[other] { $count } worries are open.
  }
help-worries-open = Read the worries
help-replies = { $count ->
    [one] One person answered our message. Nobody has read it yet.
   *[other] { $count } answers to our messages are not read yet.
  }
help-replies-open = Read the answers
next-remind = Send { $person } a reminder
next-remind-other = Send { $other } a reminder
next-call = Log a phone call with { $person }
next-call-other = Log a phone call with { $other }
next-letter = Print a letter for { $person }
next-contact = Change contact details of { $person }
next-second = Ask the second name instead of { $person }
next-close = End the chat with { $person } kindly
next-rest = Let the chat of { $person } rest
next-step-in = Ask someone else to talk with { $person }
next-find = Find someone for { $person }
next-join = Join { $person } to somebody who waits
stand-title = What is next

# Waiting for somebody. $actor: who must act. $person: whose link it is.
waits-start = { $person } has not answered your message.
waits-answer = { $person } has not answered the invitation.
waits-contact = { $person } said yes. { $actor } has not been in touch yet.
waits-write = { $actor } has not written down the chat with { $person } yet.
waits-pass-on = It is the turn of { $person } to choose the next person.

# The last reminder. $who: the organiser. $date: a day like "6 Dec".
# While it waits and can be undone.
reminded-leaves = A reminder goes out at { $time }.
reminded-never = Nobody was reminded of this yet.
reminded-today-by = { $who } sent a reminder today.
reminded-on-by = { $who } sent a reminder on { $date }.
reminded-today-itself = A reminder went out by itself today.
reminded-on-itself = A reminder went out by itself on { $date }.

# Sending a reminder.
rescue-back = Back to the chain
remind-title = Send { $person } a reminder
remind-days = { $days ->
    [0] Since today.
    [one] For 1 day.
   *[other] For { $days } days.
  }
remind-words = What { $person } will read
remind-send = Send the reminder
remind-undo-hint = It goes out after five minutes. Until then you can undo it.
# Where the chain is.
remind-quiet-hours = It is late now in this chain. No reminder goes out by itself at this hour. You can still send one, or come back in the morning.
remind-quiet-sunday = It is Sunday now in this chain. No reminder goes out by itself on a Sunday. You can still send one, or come back tomorrow.
remind-not-enough = { $person } was reminded as often as we do. More messages do not help now. A call may.
remind-not-just-now = { $person } got a reminder less than a day ago. Give them a little time, or call.
remind-not-too-late = The time to answer is over. The chat ends by itself.
remind-not-unsent = Our invitation to { $person } has not gone out yet.
remind-not-reported = { $person } told us that something is not right. Look at that first.
remind-not-no-email = We have no email address for { $person }. Call them, or print a letter.
remind-not-came-back = Our last message to { $person } came back. Put the address right first, or call.
remind-not-asked-not = { $person } asked us not to write to this address. Please do not send anything.
reminded-title-waits = The reminder to { $person } goes out soon
reminded-title-undone = The reminder to { $person } is taken back
reminded-title-gone = The reminder to { $person } is sent
reminded-what-waits = We send it to { $person } at { $time }. If { $person } acts before that, it is not sent.
reminded-what-undone = { $person } gets no message, and it does not count as a reminder.
reminded-what-gone = It cannot be undone any more. Now it is the turn of { $person }.
reminded-too-late = It was too late to undo it.
reminded-undo = Undo
reminded-see-link = See this person

# Letting a link rest.
rest-title = Let the chat of { $person } rest
rest-rests = It rests until { $date }.
rest-what-quiet = Until then nobody is reminded, and it does not stand under “Needs help now”.
rest-what-nobody-told = Nobody is told. People can still do everything on their own pages.
rest-what-back = On that morning it comes back by itself.
rest-until = Until when?
rest-week = One week, until { $date }
rest-fortnight = Two weeks, until { $date }
rest-other = Another day
rest-day = Which day?
rest-day-hint = Only if you chose another day. At most 90 days from now
rest-day-missing = Write the day until which it rests
rest-day-wrong = Write a day after today, at most { $days } days from now
rest-do = Let it rest
rest-go-on = Let the chat of { $person } go on now

# Logging a phone call. Notes.
call-title = Log a phone call with { $person }
call-back = Back to { $person }
call-went = How did it go?
call-told = I have told them this
call-note = Note (optional)
call-again = Look again on (optional)
call-again-hint = Until that day the chat rests: nobody is reminded
call-save = Save
note-kind-note = Note.
note-kind-talked = Phone call: we talked.
note-kind-no_answer = Phone call: nobody answered.
note-kind-left_message = Phone call: I left a message.
note-by = { $who }, { $when }
note-label = Add a note
note-hint = Only what helps with the chain
note-missing = Write the note
note-save = Save note
note-remove = Remove
notes-title = Notes
notes-who = Organisers of this chain can read these notes, and so can { $person }, who may ask for a copy. Write kindly and only what is needed. They are deleted with everything else we hold.

# Changing contact details.
mend-change = Change contact details
mend-title = Change contact details of { $person }
mend-phone-only = { $person } has not answered yet. You can add a phone number. The email address can be put right if our message comes back.
mend-held = What we have now
mend-show-held = Show what we have now
mend-missing = Write a new email address or a new phone number
mend-email = New email address
mend-email-hint = Leave it empty if it stays the same
mend-phone = New phone number
mend-phone-hint = Leave it empty if it stays the same
mend-phone-missing = Write a phone number
mend-phone-wrong = Write a phone number with 6 to 15 digits
mend-save = Save

# What follows from something, before it is done. $person: whose link. $initiator: who asked them. $second: a name.
decide-what = What will happen
effect-ends = The chat between { $initiator } and { $person } ends.
effect-handed-choose-again = We tell { $initiator }, in kind words, that we ask { $person } what would be good now. { $initiator } can choose somebody else.
effect-asked-what-now = We write to { $person } that { $initiator } cannot go on and that it has nothing to do with them. We ask what they would like now.
effect-forgotten = { $person } has not answered. They get no message. We delete their details.
effect-choose-again = We tell { $initiator }, in kind words, that { $person } cannot take part this time. { $initiator } can choose somebody else.
effect-second-asked = We ask { $second }, the second name that { $initiator } gave, and tell { $initiator } so.
effect-final = You cannot undo this.
effect-minutes = Nothing happens for five minutes. Until then you can undo it.
effect-link-ends = The link and the code { $person } has stop working at once.
effect-link-unsent = We make a new link and a new code. We send them to nobody.
effect-link-letter = You can print a letter with them, or send { $person } a new link later.
effect-initiator-kindly = The chat with { $initiator } ends. We tell { $initiator } that we look after { $person }, because it was not possible for { $initiator } just now, and that this is fine. { $initiator } can choose somebody else.
effect-initiator-loses = If { $person } is joined to another person or waits again, we delete two things of { $initiator }: what is written down so far about this chat, and a second name, if there is one.
effect-both-told = The two who are joined get a message each: who the other is, and how to begin.
effect-one-only = Nobody else learns how to reach { $person }.
effect-join-both = We tell { $person } who it is and how to begin. The other one is told that { $person } will get in touch.
effect-join-turn = It counts as the chat that { $person } begins now.
desk-reserve-title = Ask the second name instead of { $person }?
desk-reserve-question = Ask the second name now?
desk-reserve-yes = Yes, ask the second name
desk-reserve-no = No, leave it as it is
desk-person-never-write = Never write to { $person } again
desk-never-write-title = Never write to { $person } again?
desk-never-write-question = Shall no message go to { $person } any more?
desk-never-write-yes = Yes, never write again
desk-never-write-no = No, leave it as it is
effect-never = We send no more messages to the email address or the phone of { $person }, from any chain here.
effect-never-forgotten = { $person } has not answered. We take that as a no, and delete their details. Whoever asked them is told kindly.
effect-never-kept = What { $person } said stays. They can still use their own link.
desk-done-never-write = We will not write to { $person } again.
deed-person-never-written = { $who } asked that we never write to this person again { $when }.
desk-event-by-person-never-written = { $other } asked that we never write to { $person } again
desk-new-link-title = Send { $person } a new link?
desk-new-link-question = Has { $person } lost the link, or may somebody else have it?
desk-new-link-yes = Yes, send a new link
desk-new-link-no = No, leave it as it is
effect-new-link-ends = The link { $person } has now stops working at once.
effect-new-link-mail = We send { $person } an email with a new link.
desk-end-link-title = End the lost link of { $person } and make a new one?
desk-end-link-question = Has { $person } lost the link, or may somebody else have it?
desk-end-link-yes = Yes, end it and make a new one
desk-end-link-no = No, leave it as it is
desk-person-end-link = The link or the code is lost? Make new ones on paper

# Somebody else steps in. $person: who needs somebody. $initiator: who asked them.
step-in-title = Ask someone else to talk with { $person }
step-in-now-linked = { $person } said yes to { $initiator }. Nothing is written down about a chat yet.
step-in-now-waits = { $person } said yes and waits for somebody.
step-in-now-left = { $person } said yes, and has nobody to talk with now.
step-in-who = Who can talk with { $person }?
# $language: in its own name. $count: people.
step-in-nobody = { $person } would like to talk in { $language }. Nobody is free now who would like to talk in it too.
step-in-others = { $count ->
    [one] 1 person is free, but would like to talk in another language.
   *[other] { $count } people are free, but would like to talk in another language.
  }
step-in-add = Add a first person who speaks it
step-in-two-wait = Two people who wait cannot be joined to each other. One of the two has to begin the chat, and only first people, and people who have had a chat, can begin one.
step-in-offer-asked = { $name }: asked to be joined to somebody on { $date }
step-in-offer-free = { $name }: could begin a chat, since { $date }
step-in-pool = Nobody yet: back to the people who wait
step-in-ask = Ask them by message what they would like
step-in-agreed-hint = They agreed to hear from one person only. So ask them first, on the phone.
step-in-agreed = I have asked { $person }: they are happy that another person gets in touch
step-in-agreed-missing = Ask first, then tick that they are happy with another person
step-in-happy = I have asked the one who will get in touch, or they asked for it themself
step-in-happy-missing = Ask first, then tick that they want to get in touch
step-in-taker-gone = This person has somebody now. Choose another one
step-in-do = Do this
step-in-reads-example = What { $person } will read, as an example with the first name above
step-in-reads-asked = What { $person } will read, if you ask by message
join-title = Join { $person } to somebody who waits
join-nobody = Nobody who waits now can be joined to { $person }.
join-do = Join the two

# Sending a message once more. $what: what the message is for.
resend-title = Send again: { $what }
resend-what = { $person } gets these words once more, with the link they have now.
resend-do = Send it again
resend-cannot = This message cannot be sent again. It is no longer right, or the person cannot be written to.
resend-link = Send again

# Somebody was quicker. $who: an organiser, a person or Daisychain. $when: "at 2:10pm" or "on Sunday 6 December 2026, 2:14pm".
together-title = Somebody was quicker
together-what = So we changed nothing now. Look where it stands, then decide.
together-see = See where it stands with { $person }
deed-at = at { $time }
deed-on = on { $moment }
deed-you = You
deed-by-itself = Daisychain
deed-none = Something changed here since you opened the page.
deed-other = { $who } changed something here { $when }.
deed-step-reminded = { $who } sent a reminder { $when }.
deed-step-reminder-undone = { $who } took a reminder back { $when }.
deed-step-rested = { $who } changed until when this chat rests { $when }.
deed-person-planned = { $who } asked for a change here { $when }. It begins five minutes later.
deed-person-plan-undone = { $who } took a change back { $when }.
deed-conversation-closed = { $who } ended this chat { $when }.
deed-conversation-handed-on = { $who } ended this chat { $when }, so that somebody else can step in.
deed-person-taken-over = { $who } joined this person to somebody { $when }.
deed-person-put-back = { $who } put this person back to those who wait { $when }.
deed-person-matched = { $who } joined this person to somebody { $when }.
deed-person-found = { $who } found somebody here { $when }.
deed-person-agreed = { $who } said yes { $when }.
deed-person-declined = { $who } said no { $when }.
deed-person-stopped = { $who } stopped taking part { $when }.
deed-person-forgotten = { $who } deleted what we held { $when }.
deed-link-renewed = { $who } made a new link { $when }.
deed-address-changed = { $who } changed the email address { $when }.
deed-address-corrected = { $who } put the email address right { $when }.
deed-phone-changed = { $who } changed the phone number { $when }.

# What happened, on a person's page. $other: the organiser.
desk-event-by-step-reminded = { $other } sent a reminder
desk-event-by-step-reminder-undone = { $other } took a reminder back
desk-event-by-step-rested = { $other } changed until when this chat rests
desk-event-by-person-planned = { $other } asked for a change that begins five minutes later
desk-event-by-person-plan-undone = { $other } took that change back
desk-event-by-conversation-closed = { $other } ended a chat kindly
desk-event-by-conversation-handed-on = { $other } ended a chat, so that somebody else can step in
desk-event-by-person-taken-over = { $other } joined { $person } to somebody
desk-event-by-person-put-back = { $other } put { $person } back to those who wait
desk-event-by-person-found = { $other } found somebody
desk-event-by-link-renewed = { $other } made a new link for { $person }
desk-event-by-address-changed = { $other } changed the email address of { $person }
desk-event-by-address-corrected = { $other } put the email address of { $person } right
desk-event-by-phone-changed = { $other } changed the phone number of { $person }
desk-event-by-message-resent = { $other } sent a message again
desk-event-by-note-removed = { $other } removed a note
desk-event-by-words-taken-out = { $other } took out what { $person } said
desk-event-call-talked = { $other } talked with { $person } on the phone
desk-event-call-no-answer = { $other } called { $person }. Nobody answered
desk-event-call-left-message = { $other } left { $person } a phone message

# What a person's page says after something was done.
desk-done-phone = The phone number is saved.
desk-done-noted = The note is saved.
desk-done-note-removed = The note is removed.
desk-done-call-logged = The call is noted.
desk-done-rests = This chat rests. It comes back by itself.
desk-done-goes-on = This chat goes on.
desk-done-reserve = We ask the second name in five minutes. Until then you can undo it.
desk-done-reserve-cannot = There is no second name that could be asked now.
desk-done-link-ended = The old link has ended. Nothing was sent. You can print a letter with the new one.
desk-done-stepped-in = Somebody else steps in for { $person } in five minutes. Until then you can undo it.
desk-done-put-back = { $person } goes back to those who wait in five minutes. Until then you can undo it.
desk-done-step-in-cannot = Nobody can step in here: { $person } has not said yes, or has talked already.
desk-done-joined = { $person } is joined to somebody. We are telling both.
desk-done-join-cannot = It is not the turn of { $person } to begin a chat now.
desk-done-remind-nothing = Nothing is waiting here now.
desk-done-resent = We are sending the message to { $person } again.

# On a person's page: what happens in a few minutes. $person: whose link. $taker: who steps in.
planned-title = In a few minutes
planned-ends = At { $time } this chat ends, and we tell people kindly. Until then nothing happens.
planned-steps-in = At { $time } { $taker } steps in for { $person }, and we tell people. Until then nothing happens.
planned-waits = At { $time } { $person } goes back to those who wait. Until then nothing happens.
# The same on the overview, and reminders that wait. $person: whose chat ends, or who gets the reminder.
soon-ends = The chat with { $person } ends at { $time }.
soon-steps-in = { $taker } steps in for { $person } at { $time }.
soon-waits = { $person } goes back to those who wait at { $time }.
soon-reminder = { $person } gets a reminder at { $time }.
desk-done-taken-back = It is undone. Nothing was changed, and nobody was told.
desk-done-taken-back-late = It was too late to undo it, or it was undone before.

# Several links at once.
rescue-link = Help several at once
rescue-resting-link = { $count ->
    [one] 1 is resting
   *[other] { $count } are resting
  }
rescue-title = Help several chats at once
rescue-what = Choose the chats and what to do. You see exactly who gets what before anything happens.
rescue-kind = Which chats
rescue-kind-all = All that are late
rescue-kind-start = First people who have not answered
rescue-kind-answer = People who have not answered
rescue-kind-contact = Said yes, nobody was in touch
rescue-kind-write = Chat not written down
rescue-kind-pass-on = Next person not chosen
rescue-kind-resting = Resting
rescue-show = Show
rescue-none = There are no such chats.
rescue-found = { $count ->
    [one] 1 chat
   *[other] { $count } chats
  }
rescue-all = { $count ->
    [one] Tick the one on this page
   *[other] Tick all { $count } on this page
  }
rescue-col-choose = Choose
rescue-rests = until { $date }
rescue-action = What to do with them
rescue-do-remind = Send a reminder
rescue-do-rest = Let them rest for a week
rescue-do-close = End them kindly
rescue-next = See who gets what
rescue-next-hint = Nothing happens yet.
rescue-choose-links = Choose one chat or more
rescue-again = Back to the list
# $count: how many links something will be done to.
rescue-preview-remind = { $count ->
    [0] Nobody can be reminded now
    [one] Send 1 reminder?
   *[other] Send { $count } reminders?
  }
rescue-preview-rest = { $count ->
    [0] Nothing can rest now
    [one] Let 1 chat rest for a week?
   *[other] Let { $count } chats rest for a week?
  }
rescue-preview-close = { $count ->
    [0] Nothing can be ended now
    [one] End 1 chat kindly?
   *[other] End { $count } chats kindly?
  }
rescue-goes-title = What happens to whom
rescue-col-happens = What happens
rescue-goes-remind = { $actor } gets a reminder.
rescue-goes-rest = It rests until { $date }. Nobody gets a message.
rescue-goes-close-unanswered = { $person } gets no message, and we delete their details. Whoever asked them is told kindly. If they gave a second name, we ask that person.
rescue-goes-close-agreed = { $person } is asked what they would like now. { $actor } is told kindly that we do so.
rescue-stays-title = { $count ->
    [one] One is left out
   *[other] { $count } are left out
  }
rescue-left-title = { $count ->
    [one] One was left out
   *[other] { $count } were left out
  }
rescue-left-moved-on = It has moved on. Nothing is waiting there now.
rescue-left-enough = { $person } was reminded as often as we do.
rescue-left-just-now = { $person } got a reminder less than a day ago.
rescue-left-too-late = The time to answer is over.
rescue-left-unsent = Our invitation to { $person } has not gone out yet.
rescue-left-reported = { $person } told us that something is not right. Look at that first.
rescue-left-no-email = No message reaches { $person }. A call may.
rescue-left-came-back = Our last message to { $person } came back.
rescue-left-asked-not = { $person } asked us not to write to this address.
rescue-left-no-link = There is no chat between two people that could be ended.
rescue-left-quicker = { $who } had just sent a reminder.
rescue-samples = What they will read
# $names: the first names of all who get a message of this kind, with commas.
rescue-reads = What { $names } will read
# The same, where the one message below stands for all of them.
rescue-reads-many = What { $names } will each read, with their own names in it. This is the one to { $person }
# $person: whose words stand below as an example.
rescue-sample-start = First people, for example { $person }
rescue-sample-answer = People who have not answered, for example { $person }
rescue-sample-contact = To get in touch, for example { $person }
rescue-sample-write = To write it down, for example { $person }
rescue-sample-pass-on = To choose the next person, for example { $person }
rescue-nothing = Nothing will happen. Choose other chats, or something else to do.
rescue-undo-hint = You can undo all of it for five minutes.
rescue-send-remind = Send the reminders
rescue-send-rest = Let them rest
rescue-send-close = End these chats
rescue-done-title = What we did
rescue-done-remind = { $count ->
    [0] Nobody was reminded.
    [one] 1 reminder goes out at { $time }.
   *[other] { $count } reminders go out at { $time }.
  }
rescue-done-rest = { $count ->
    [0] Nothing was changed.
    [one] 1 chat rests for a week.
   *[other] { $count } chats rest for a week.
  }
rescue-done-close = { $count ->
    [0] Nothing was ended.
    [one] 1 chat ends at { $time }. Until then nothing happens.
   *[other] { $count } chats end at { $time }. Until then nothing happens.
  }
# Once it took effect.
rescue-done-closed = { $count ->
    [0] Nothing was ended.
    [one] 1 chat has ended. We are telling who must know.
   *[other] { $count } chats have ended. We are telling who must know.
  }
rescue-done-who = For whom
rescue-undo = Undo all
rescue-undone = { $count ->
    [0] Nothing could be undone any more.
    [one] 1 was undone.
   *[other] { $count } were undone.
  }{ $late ->
    [0] {""}
    [one] {" "}For 1 it was too late.
   *[other] {" "}For { $late } it was too late.
  }
