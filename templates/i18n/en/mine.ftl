# A person's page about themself (P18), and what is done there with a mailed code. Reading age 9.

me-title = What we know about you
me-name = Your name
me-came = How you came here
me-language = Your language
me-wrong = Is something wrong here? Tell us and we will put it right.

# How they came. $who: an organiser, the host or another resident. $date: a day.
me-came-starter = { $who } wrote down your name and email on { $date }.
me-came-nominated = { $who } gave us your name on { $date }.
me-came-entered = { $who } wrote it down for you on { $date }.
me-came-pool = You joined on our web page on { $date }.
me-came-letter = You answered our letter on { $date }.

# What they agreed to: a list of the things, and beside each how and when.
me-consent-contact = Being contacted
me-consent-words = Writing down and reading
me-consent-adult = Being 18 or over
me-consent-meet = Being invited to meet the others
me-consent-asked-nominee = Having asked the person you chose
me-given = You said yes on { $date }.
me-taken-back = You took this back on { $date }.
# $who: the organiser who wrote it for them.
me-entered-paper = { $who } wrote this for you on { $date }, from your paper.
me-entered-phone = { $who } wrote this for you on { $date }, on the phone.
me-entered-reply = { $who } wrote this for you on { $date }, from your email.
me-entered-in-person = { $who } wrote this for you on { $date }, when you met.

# Their chats. $who: the other person's first name.
me-chats-title = Your chats
me-chats-none = You have had no chat yet.
me-chat-started = You asked { $who } for a chat on { $date }.
me-chat-asked = { $who } asked you for a chat on { $date }.
me-chat-they-agreed = { $who } said yes on { $date }.
me-chat-you-agreed = You said yes to { $who } on { $date }.
me-chat-you-wrote = You wrote down your chat with { $who } on { $date }.
me-chat-they-wrote = { $who } wrote down your chat on { $date }.
me-chat-nothing = You talked with { $who }. We noted that on { $date }, and kept no words.
me-chat-they-checked = { $who } checked it on { $date }.
me-chat-you-checked = You checked it on { $date }.
me-chat-ended = The chat with { $who } ended on { $date }.
# $who: the organiser who wrote the record.
me-chat-entered-paper = { $who } wrote down this chat for you on { $date }, from paper.
me-chat-entered-phone = { $who } wrote down this chat for you on { $date }, on the phone.
me-chat-entered-reply = { $who } wrote down this chat for you on { $date }, from your email.
me-chat-entered-in-person = { $who } wrote down this chat for you on { $date }, when you met.

# Who opened how to reach them.
me-seen-title = Who looked at how to reach you
me-seen-none = Nobody has looked.
me-seen = { $who } opened your details on { $date }.

# Messages to them. $who: what the message was for.
me-messages-title = Our messages to you
me-message-sent = { $who }: sent on { $date }.
me-message-waits = { $who }: not sent yet. Made on { $date }.
me-message-dropped = { $who }: not sent. Made on { $date }.
me-mail-starter-invite = Asking you to start
me-mail-invite = Asking you for a chat
me-mail-said-yes = Somebody said yes to you
me-mail-thank-you = Thank you for your yes
me-mail-said-no = Somebody cannot take part
me-mail-handed-on = We found another way for the person you chose
me-mail-record-to-check = Please check what was written
me-mail-your-turn = Your turn
me-mail-part-done = Your part is done
me-mail-new-link = A new link
me-mail-could-not-reach = We could not reach somebody
me-mail-plan-ready = The plan is ready
me-mail-news = News of an action you spoke about
me-mail-pool-confirm = Was it you who joined?
me-mail-matched = Somebody to talk with
me-mail-somebody-for-you = Somebody gets in touch with you
me-mail-reserve-asked = We asked your second name
me-mail-left-alone = Somebody cannot go on
me-mail-record-changed = Your points were changed
me-mail-chain-closed = The chain is closed
me-mail-gathering = Come and meet the others
me-mail-weigh-in = What do you think of these ideas?
me-mail-remind-answer = A reminder to answer
me-mail-remind-start = A reminder to answer
me-mail-remind-contact = A reminder to get in touch
me-mail-remind-write = A reminder to write it down
me-mail-remind-pass-on = A reminder to choose the next person
me-mail-own-link = Your own link
me-mail-details-changed = Your details were changed
me-mail-act-code = A code

# Their links. $who: which link.
me-links-title = Your links
me-link-act = The link to your page
me-link-stop = The link that stops our messages
me-link-made = { $who }: made on { $date }.
me-link-ended = { $who }: ended on { $date }.

# Gatherings they answered about. $who: the place. $date: the day of the gathering.
me-meet-title = Meeting the others
me-meet-coming = You said you will come to { $who } on { $date }.
me-meet-not = You said you will not come to { $who } on { $date }.

# At the end of the page.
me-do-title = What you can do
me-do-download = Get a copy of all this
me-do-address = Change my email
me-do-words = Take my words out

# Changing the name.
name-title = What is your name?
name-label = Your full name
name-hint = The people you talk with see it.

# Changing the language.
language-title = Which language is best for you?
language-legend = Choose one
language-what = We write to you in this language when we can. Not all our pages and messages speak every language yet. Those come in English.

# Pages that say what will happen, before a code is mailed. The endings: words, download, address.
sure-title-words = Take out everything you said?
sure-title-download = Get a copy of what we hold
sure-title-address = Change your email
sure-what-words = Nothing you said will count or be quoted any more. You can still take part. You cannot bring the words back.
sure-what-download = You get a file with everything we hold about you.
sure-what-address = You can give us another email. We tell both the old and the new one.
sure-code = To be sure it is you, we email a code to { $email }.
sure-send = Send me a code
sure-other = Do you no longer use that email? Call us. We can do it for you.
# In place of the form, for people we cannot email.
sure-call = We have no email for you that works. Call us, and we will do it with you.
# An organiser who writes for somebody.
sure-desk-title = Only the person themself can do this here
sure-desk-what = Did they ask you to do it for them? You can do it on their page at your desk.
sure-address-new = Your new email
sure-address-hint = Like name@example.org
sure-address-same = This is the email we hold already. Write another one
sure-address-cannot = We cannot use this email. Write another one, or call us
delete-code = To be sure it is you, we will email you a code first.

# Typing the code. The endings: delete, words, download, address.
act-code-title = Type the code from your email
act-code-sent = We sent a code to { $email }. It works for 10 minutes. It can take a minute to come.
act-code-what-delete = When you type it, we delete everything about you. This cannot be undone.
act-code-what-words = When you type it, we take out everything you said.
act-code-what-download = When you type it, you get your file.
act-code-what-address = Type it, and write your new email.
act-code = Code
act-code-hint = 8 letters and numbers
act-code-do-delete = Delete everything about me
act-code-do-words = Take my words out
act-code-do-download = Get my file
act-code-do-address = Change my email
act-code-missing = Type the code from our email
act-code-wrong = { $left ->
    [0] This is not the code. Ask for another code
    [one] This is not the code. You can try once more
   *[other] This is not the code. You can try { $left } more times
}
act-code-ended = This code has ended. Ask for another code
act-code-too-often = We sent three codes in the last hour. Wait a little, or call us
act-code-nothing = Nothing there?
act-code-nothing-what = Look in your spam folder. Or call us, and we will help.
act-code-again = Send another code

# The file.
file-legend = Which kind of file?
file-text = To read (text)
file-json = For a computer program (JSON)
file-title = What we know about you, { $name }
file-from = { $host }: { $chain }. Made on { $moment }.
# A line of the file.
file-row = { $label }: { $value }
# An earlier wording of a point.
file-version = On { $date } it said: { $text }

# The desk: an organiser takes somebody's words out for them.
desk-person-take-out = Take out what { $person } said
desk-take-out-title = Take out what { $person } said?
desk-take-out-what = Do this only when they asked you. Nothing they said will count or be quoted any more. They can still take part. You cannot undo this.
desk-take-out-question = Did { $person } ask you to take out everything they said?
desk-take-out-yes = Yes, take it out
desk-take-out-no = No, leave it as it is
desk-new-address-what = Do this only when they asked you, and you know it is them. We tell the old address. The new one gets a new link, and the old link ends.
desk-new-address-asked = They asked me to change it
desk-new-address-missing = Tick that they asked you
desk-person-copy = Get a copy of what we hold about { $person }
desk-person-copy-what = For people who asked for it and get no email. We note that you opened it.
desk-done-taken-out = What they said is taken out.
