# The organiser's desk: what stands on more than one of its pages.

desk-tab-overview = Chain
desk-tab-people = People
desk-tab-conversations = Chats
desk-tab-themes = Themes
desk-tab-plan = Plan
desk-tab-messages = Messages
desk-tab-setup = Set up

# Instead of the name of somebody who was forgotten.
desk-forgotten = somebody who left
desk-somebody = somebody
# Who must act or did something, where no name is known.
desk-an-organiser = An organiser
# Who asked a first person.
desk-the-host = Host

# The chain at a glance.
desk-overview-title = Your chain now
desk-not-open = This chain is not open yet. Nobody can be asked until you open it.
desk-finish-setup = Finish setting up
desk-closed = This chain is closed.
# After the big number.
desk-number-people = { $count ->
    [one] person said yes
   *[other] people said yes
  }
desk-number-chats = { $count ->
    [one] chat written down
   *[other] chats written down
  }
desk-number-help = { $count ->
    [one] thing needs help
   *[other] things need help
  }
desk-number-points = { $count ->
    [one] point
   *[other] points
  }
desk-empty-title = Start with a few people
desk-empty-what = A chain begins with first people. Each of them talks with one person, and that person talks with the next. Five or more first people are a good start.
desk-empty-add = Add your first people

# The list of what needs help, and its table.
desk-help-title = Needs help now
desk-help-none = Nothing. Every chat is moving.
# When somebody waits for a call.
desk-help-none-but-calls = Only the calls above.
desk-help-what = What happened
desk-help-actor = Who can act
desk-help-days = For how long
desk-help-for = { $days ->
    [0] today
    [one] 1 day
   *[other] { $days } days
  }
desk-help-see-person = See { $person }
desk-help-see-message = See the message
# $person: whose link it is. $other: who asked them. $days: for how long.
desk-help-came-back = Our message to { $person } came back. The address may be wrong.
desk-help-on-hold = A message to { $person } is on hold. The mail server did not take it.
desk-help-in-doubt = We cannot tell whether a message to { $person } arrived.
desk-help-not-sent = A message to { $person } could not be sent.
desk-help-left-waiting = { $person } said yes and has nobody to talk with. The chat with { $other } has ended.
desk-help-first-not-answered = { $person } has not answered your message.
desk-help-not-answered = { $person } has not answered. { $other } asked them.
desk-help-not-contacted = { $person } said yes. { $other } has not been in touch yet.
desk-help-not-written = { $other } has not written down the chat with { $person } yet.
desk-help-not-passed-on = It is { $person }’s turn. They have not chosen the next person.

# Everyone, as a table.
desk-everyone-title = Everyone in the chain
desk-everyone-all = { $count ->
    [one] See the 1 person
   *[other] See all { $count } people
  }
desk-col-name = Name
desk-col-inviter = Invited by
desk-col-branch = Branch
desk-col-where = Where it is
desk-col-since = Since

# Where a person is, when no link tells it.
desk-place-first-asked = first person, asked
desk-place-first-agreed = first person, said yes
desk-place-first-talked = first person, has talked on
desk-place-left-waiting = said yes, chat ended
desk-place-stopped = stopped
desk-place-gone = no longer here

# The list of everyone.
desk-people-title = People
desk-add-link = Add a first person
desk-add-list-link = Paste a list of people
desk-add-one-link = Add one person
desk-search-name = Search for a name
desk-search-state = Where it is
desk-search-delivery = How far it came
desk-search-any = All
desk-found = { $found ->
    [0] Nobody found. There are { $everyone } people.
    [one] 1 of { $everyone } people
   *[other] { $found } of { $everyone } people
  }
desk-show-all = Show all

# One person.
desk-person-back = All people
desk-person-since = since { $date }
desk-person-chosen = Talked on with
desk-person-chosen-nobody = Nobody yet
desk-person-actions = What you can do
desk-person-happened = What happened
desk-person-new-link = Send { $person } a new link
desk-person-close = End this chat kindly
desk-person-forget = Forget { $person }
# The button that shows contact details, and what is shown.
desk-reach-show = Show how to reach { $person }
desk-reach-will-log = We keep a note that you looked.
desk-reach-logged = We kept a note that you looked. Use this only to help with the chain.
desk-reach-title = How to reach { $person }
desk-reach-email = Email
desk-reach-phone = Phone
desk-reach-none = Not given
desk-reach-channel = Best way
desk-reach-times = Best time
desk-reach-note = Good to know
desk-reach-help = What helps
desk-time-weekday_mornings = weekday mornings
desk-time-weekday_afternoons = weekday afternoons
desk-time-evenings = evenings
desk-time-weekends = weekends
desk-time-any = any time
desk-help-with-large_print = large print
desk-help-with-interpreter = an interpreter
desk-help-with-in_person = meeting in person
desk-help-with-step_free = a place without steps

# What the page of a person says after something was done.
desk-done-new-link = We are sending { $person } a new link.
desk-done-new-link-too-often = { $person } got three new links within an hour. Wait a little, then try again.
desk-done-new-link-cannot = We cannot send { $person } a new link now.
desk-done-closed = The chat ends in five minutes. Until then you can undo it.
desk-done-close-cannot = There is no open chat that can be ended.
desk-done-left = Nothing was changed.
desk-done-forgotten = This person is forgotten. Only their place in the chain is left.
desk-done-address = The address is saved. We are writing to { $person } again.

# What happened to a person, in order. $person: who the page is about. $other: the other one.
desk-event-added = { $other } added { $person } as a first person
desk-event-asked = { $other } asked { $person }
desk-event-agreed = { $person } said yes
desk-event-shown = { $other } saw how to reach { $person }
desk-event-recorded = { $other } wrote down the chat with { $person }
desk-event-talked-nothing-kept = { $other } and { $person } talked. Nothing was written down
desk-event-checked = { $person } checked what was written
desk-event-ended-declined = { $person } said no
desk-event-ended-lapsed = { $person } did not answer in time
desk-event-ended-organiser = An organiser ended the chat with { $other }
desk-event-ended-initiator = { $other } ended the chat
desk-event-ended-partner = { $person } ended the chat with { $other }
desk-event-ended-undone = { $other } took the invitation back
desk-event-chose = { $person } chose { $other }
desk-event-wrote = { $person } wrote down the chat with { $other }
desk-event-chosen-ended = The chat with { $other } ended
desk-event-bounced = A message to { $person } came back
desk-event-finished = { $person } does not want to choose anyone else
desk-event-stopped = { $person } stopped taking part
desk-event-erased = What we held about this person was deleted
desk-event-message = Message: { $kind }
# On a person's page, under a message. $moment: when the message was written; how far it came stands after it.
desk-event-written = Written { $moment }.

# Ending a link.
desk-close-title = End the chat with { $person }?
desk-close-question = End the chat with { $person }?
desk-close-yes = Yes, end this chat
desk-close-no = No, leave it as it is

# Forgetting a person.
desk-forget-title = Forget { $person }?
desk-forget-what = We delete their name, their address and what was written down of what they said. Their place in the chain stays, without a name. You cannot undo this.
desk-forget-question = Forget { $person } everywhere?
desk-forget-yes = Yes, delete everything
desk-forget-no = No, keep it

# Correcting an address.
desk-address-what = Our message to { $person } came back. With the right address we write to them again.
desk-address-save = Save and write again

# Adding first people.
desk-add-title = Add a first person
desk-add-list-title = Paste a list of first people
desk-add-what = We send each person one message. They can say yes or no.
desk-add-open-first = Open the chain first. Then you can add people.
desk-add-name = Name
desk-add-name-hint = As the person likes to be called
desk-add-email = Email address
desk-add-language = Language
desk-add-language-hint = The language they like to read
desk-add-asked = I have asked them and they are happy to hear from us
desk-add-asked-all = I have asked all of them and they are happy to get an email
desk-add-asked-missing = Ask first, then tick that they are happy to hear from us
desk-add-button = Add this person
desk-add-list = People, one on each line
desk-add-list-hint = Like this: Sam Khan, sam@example.org. A phone number does too. You can paste two columns of a table. At most 200 lines.
desk-add-list-button = Add these people
desk-add-list-missing = Write at least one line with a name and an email address
# Beside the button, once some lines are not right.
desk-add-list-leave = Leave these lines out and add the others
desk-add-list-long = Use at most { $max } lines. Add the others afterwards.
# Under the errors of a list.
desk-add-list-nothing = Nobody was added. Put these lines right and send the list again. Or leave them out, with the second button below.
desk-add-already-here = This address is in the chain already
desk-add-may-not = We may not write to this address. The person asked us not to, or was asked too often lately.
# $line: the number. $text: what stands in it. $earlier: another line's number.
desk-line-no-name = Line { $line }: the name is missing in “{ $text }”
desk-line-name = Line { $line }: write the name with letters only, at most 40, in “{ $text }”
desk-line-no-email = Line { $line }: the email address or phone number is missing in “{ $text }”
desk-line-email = Line { $line }: write an email address like name@example.org in “{ $text }”
desk-line-phone = Line { $line }: the phone number in “{ $text }” is not right
desk-line-twice = Line { $line }: the address in “{ $text }” stands in line { $earlier } already
desk-line-already-here = Line { $line }: the address in “{ $text }” is in the chain already
desk-line-may-not = Line { $line }: we may not write to the address in “{ $text }”. The person asked us not to, or was asked too often lately.
desk-added-title = { $count ->
    [one] You added 1 person
   *[other] You added { $count } people
  }
desk-added-what = We are writing to them now. You see on the chain’s page who said yes.
desk-added-more = Add another person
desk-added-everyone = See everyone

# Messages.
desk-messages-title = Messages
desk-messages-none = No message yet. The first ones go out when you add people.
desk-messages-found = { $found ->
    [0] No message found.
    [one] 1 message
   *[other] { $found } messages
  }
desk-col-message = Message
desk-col-to = To
desk-col-made = Made
desk-col-state = How far it came
desk-col-when = When
desk-col-phase = How far it got
desk-col-code = Reply
# Where the mail server gave no number.
desk-no-code = none
desk-delivery-waiting = waiting
desk-delivery-in-doubt = in doubt
desk-delivery-on-hold = on hold
desk-delivery-sent = sent
desk-delivery-came-back = came back
desk-delivery-failed = not sent
desk-delivery-taken-back = taken back
desk-delivery-expired = too old
# A sentence after the tag. $moment: when.
desk-told-waiting = Goes out on { $moment }
desk-told-waiting-now = Goes out next
desk-told-in-doubt = We cannot tell whether this arrived. { $moment }
desk-told-in-doubt-again = We cannot tell whether this arrived. We will send it once more
desk-told-on-hold = Since { $moment }. The mail server did not want this message
desk-told-on-hold-unsaid = Since { $moment }. We do not know why
desk-told-sent = { $moment }
desk-told-came-back = { $moment }. There is no mailbox at this address, or it takes no messages
desk-told-failed = { $moment }. The mail server did not take it
desk-told-failed-unsaid = { $moment }. We do not know why
desk-told-taken-back = { $moment }
desk-told-expired = { $moment }. It was no longer worth sending
desk-message-back = All messages
desk-message-words = What it says
desk-message-emptied = The words of this message have been deleted.
desk-message-tries = Tries
desk-message-no-tries = None so far.
desk-message-again = Try again
desk-message-again-done = We are trying again now.
desk-message-doubt = We cannot tell whether this arrived. If you try again, the person may get it twice.
# In the words of a message, where the person's own link stands.
desk-message-their-link = [their own link]
desk-message-their-stop-link = [their own link to stop]
desk-message-their-code = [their code]
desk-mail-starter-invite = Please start a chat
desk-mail-invite = Invitation
desk-mail-said-yes = They said yes
desk-mail-thank-you = Thank you for saying yes
desk-mail-said-no = They cannot take part
desk-mail-handed-on = Somebody else steps in
desk-mail-record-to-check = Please check what was written
desk-mail-your-turn = It is your turn
desk-mail-part-done = Your part is done
desk-mail-new-link = A new link
desk-mail-could-not-reach = We could not reach them
desk-mail-plan-ready = The plan is ready
desk-mail-news = What happened with an action
desk-mail-pool-confirm = Did you ask for a chat?
desk-mail-matched = Somebody is joined to them
desk-mail-somebody-for-you = Somebody will get in touch
desk-mail-reserve-asked = We asked their second name
desk-mail-left-alone = Their partner cannot go on
desk-mail-record-changed = The points were changed
desk-mail-chain-closed = The chain is closed
desk-mail-gathering = Come and meet the others
desk-mail-weigh-in = What do you think of these ideas?
desk-mail-own-link = Their own link
desk-mail-details-changed = Their details were changed
desk-mail-act-code = Their code
desk-mail-worry-noted = A worry was written down
desk-mail-remind-answer = Reminder: please answer
desk-mail-remind-start = Reminder: please answer
desk-mail-remind-contact = Reminder: please get in touch
desk-mail-remind-write = Reminder: please write it down
desk-mail-remind-pass-on = Reminder: choose the next person
desk-mail-morning = What needs help this morning
desk-mail-team-invite = Added to the team
desk-mail-sign-in-code = Sign-in code
desk-mail-test-invite = Test invitation
# How far a try to send got.
# On a message's page, what came of each try. $moment: when.
desk-try-sent = { $moment }: the mail server took the message.
desk-try-later = { $moment }: the mail server asked us to try again later.
desk-try-no = { $moment }: the mail server said no.
desk-try-unsure = { $moment }: the message was on its way, and no answer came.
desk-try-unreached = { $moment }: we could not reach the mail server.
# Opens the replies as they came; for who looks after the server.
desk-message-technical = What the mail server said, in its own words
desk-phase-connect = Before the mail server answered
desk-phase-tls = While making the connection safe
desk-phase-greeting = At the greeting
desk-phase-auth = While signing in to the mail server
desk-phase-mail = At the sender’s address
desk-phase-rcpt = At the person’s address
desk-phase-data = Before the words went out
desk-phase-body = After the words went out
desk-phase-sent = Handed over
