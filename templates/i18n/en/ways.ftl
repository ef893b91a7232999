# Passing on in four ways: the choosing page, giving the invitation oneself, waiting for somebody, a second name.

# Above the form that chooses the next person: a kind nudge.
nudge = It could be someone older or younger than you, someone who speaks another language at home, or someone who is often not asked.

# The ways to ask. $host: who runs the chain.
way-legend = How shall we ask them?
way-email = Email them for me
way-hint-email = You see the message first.
way-by-self = I will send it myself, or give them a letter
way-hint-by-self = You get a link, a text to send, and a letter to print.
way-pool = Join me to the next person who is waiting
way-hint-pool = You do not have to know them. It can take some days.
way-organiser = Ask { $host } to find someone
way-hint-organiser = They know people here.
way-missing = Choose how we shall ask them
way-email-legend = If we email them
way-by-self-legend = If you send it yourself
# Kept as what the nominator said.
way-asked-self = I have asked them and they are happy to get it from me.
way-asked-self-missing = Ask them first. Then tick that they are happy to get it from you

# The second name on the choosing page, and on the page that shows the message.
second-title = A second name
second-what = We ask this person only if the first one cannot take part. If we do not need the name, we delete it and tell you.
second-name = The second person’s full name
second-email = The second person’s email
# Kept as what the nominator said.
second-asked = I have asked the second person too, and they are happy to get an email.
second-same = This is the email of the first person. Write another one, or leave the second name out
# $name: the first person. $second, $email: the second.
second-send = If { $name } cannot take part, we ask { $second } at { $email }.
# On every page of the person who gave it, below what is to be done.
second-held = You gave us a second name: { $name }. We ask them only if the first person cannot take part.
second-used = We have asked the second person you named. We keep no other name.
second-deleted = We have deleted the second name you gave.
second-delete = Delete the second name
# In the message that says the second name was asked: in place of a name.
second-mail-first = The person you chose

# Giving the invitation oneself. $name: the next person.
give-title = Give the invitation to { $name }
give-what = We do not write to { $name }. You give them their link.
give-step-1 = Open the link with the button below. You can send it, show it, or print a letter.
give-step-2 = { $name } opens it, reads about the chat, and says yes or no.
give-show = Show the link and a text to send
give-letter = Print a letter
give-theirs = { $name } has their own link now. Ask them to open it.
# Somebody came by a typed code, which shows no links of other people.
give-code = To see the link for { $name }, open this page by your own link. Or call us.
give-link-title = The link for { $name }
give-link-secret = This link is only for { $name }. When { $name } says yes, they get a new one, and this one stops.
give-message = Send a message
give-ready = A text you can send
give-copy = Copy the text
give-copied = Copied
give-sms = Send it as a text message
give-whatsapp = Send it by WhatsApp
give-address = The web address
give-qr-title = Show it to { $name }
give-qr = { $name } can open the link with the camera of their phone.
give-paper = Give it on paper
# The text to send, in the next person's language. $name: their first name. $inviter: who sends it. $host: who runs the chain. $phone: their number, or "none".
give-text =
    Hi { $name }, it is { $inviter }. I would like to talk with you about { $topic }. It is a friendly chat, about 30 minutes. You choose when and how, and you can say no.

    { $phone ->
        [none] It is run by { $host }.
       *[other] It is run by { $host }. Is this real? Ask me, or call them: { $phone }
    }

    Read about it here. This link is only for you:
    { $link }
# The same in a chain about something sensitive.
give-text-quiet =
    Hi { $name }, it is { $inviter }. I would like to talk with you. It takes about 30 minutes. You choose when and how, and you can say no.

    Read about it here. This link is only for you:
    { $link }

# Waiting until somebody is found. $host: who runs the chain.
wait-title-pool = We are looking for someone for you
wait-what-pool = When someone is waiting for a chat, we join the two of you. We write to you then. It can take some days.
wait-title-organiser = { $host } is looking for someone for you
wait-what-organiser = We have told { $host } that you would like to talk with someone. You will see here whom they have asked. It can take some days.
wait-nothing = There is nothing you need to do now.
wait-else-what = Have you thought of someone?
wait-else = Choose somebody yourself instead

# The invitation came back: the other way.
# With a second name: it can be asked at once.
came-back-second = Ask the second person now
came-back-second-what = You gave us a second name. If we ask them, we delete what you told us about { $name }.
came-back-self-title = Or give it yourself
came-back-self-what = We delete the email we have for { $name }. You get a link and a letter to give them.
came-back-self-button = I will give them the link or a letter myself

# Where somebody we hold no email of says how to be reached.
contact-email = Email address
contact-email-hint = We need it only if you want us to write to you.
contact-email-missing = Write your email, or choose another way

# After a yes, to somebody whose link went through other hands.
own-link-title = You have your own link now
own-link-what = The link you came by has stopped. Only you have the new one. Keep this page, or write the address down:

# The desk: somebody asked an organiser to find a person for them.
# $person: who asked.
desk-help-asked-to-find = { $person } asked us to find someone to talk with.
desk-help-find = Find someone for { $person }
desk-find-title = Find someone for { $person }
desk-find-what = { $person } asked us on { $date } to find someone to talk with.
desk-find-name = Name someone you have asked, and who would like to talk with { $person }.
# What follows, before somebody is named.
desk-find-told-them = We write to the person you name. Our message says that you gave us their name and email, and that { $person } would like to talk with someone. They say yes or no.
desk-find-told-person = { $person } gets no message now. The page of { $person } says whom you asked.
desk-find-told-answer = When the answer comes, we write to { $person }.
desk-find-asked = I have asked them and they are happy to get an email about a chat with this person
desk-find-button = Ask this person
desk-find-themself = This is the address of the person who waits
desk-find-over = Nobody needs to be found here any more. Somebody was found, or the person chose someone.
desk-find-back = Back to the overview

# How we got the details of somebody who was asked: by a link from hand to hand, or found by an organiser for somebody.
# $inviter: whose partner they would be. $host: who runs the chain.
about-given-self = { $inviter } gave us your name on { $date }. They told us that you said this was fine. We hold no email or phone number unless you gave us one.
about-given-found = { $host } wrote down your name and email on { $date }, because { $inviter } would like to talk with someone. You told them that this was fine.

# An organiser finds somebody for a person: out of those who wait.
desk-find-waiting = Who is waiting for a chat? The first one fits best.
# $name: who waits. $date: since when.
desk-find-waiting-one = { $name }, waiting since { $date }
desk-find-waiting-button = Join these two
desk-find-waiting-gone = This person is no longer waiting. Choose somebody else.
desk-find-other = Name somebody else
