# Taking part without having been named: the public page that asks for it, the person's own pages until they are
# joined to somebody, and what somebody is asked whose initiator cannot go on.

# On the chain's public page, while it takes people in.
pool-chain-title = Would you like to take part?
pool-chain-what = You do not need to know anyone in the chain. We find one person who gets in touch with you.
pool-chain-link = Ask to take part

# The page that asks for it, /c/…/join.
pool-join-title = Ask to take part
pool-join-what = One person from the chain gets in touch with you. You have a friendly chat, about 30 minutes. You choose when and how.
pool-join-next = First we send you an email, to see if it is really you. You say yes or no there.
pool-join-name = Your full name
pool-join-name-hint = The person who talks with you will see it.
pool-join-email = Your email
pool-join-email-hint = Only we see it, until you say how you would like to be reached.
pool-join-language = The language you would like to talk in
pool-join-language-hint = We look for somebody who speaks it. Our pages and messages are in English for now.
pool-join-agree = I agree to be contacted by one person.
pool-join-agree-missing = To take part, tick that one person may contact you
pool-join-button = Send
# The answer: the same for every address, on purpose.
pool-joined-title = Look in your email
pool-joined-what = If we can write to this address, a message is on its way. Open the link in it, and say yes or no. It can take a few minutes.
pool-joined-call = Nothing there? Call us.

# In place of an initiator's name, inside a sentence: nobody is found yet.
pool-one-person = one person from the chain

# Their first page: is it really them, and what happens.
pool-invited-title = Would you like a chat about { $topic }?
pool-invited-title-quiet = Would you like a chat?
# The endings say by which door they came.
pool-invited-lede-pool = You asked to take part on our web page. Was it somebody else? Then say no, and we delete your address.
pool-invited-lede-letter = You answered our letter. Thank you.
pool-invited-1 = You say yes, and how one person can reach you.
pool-invited-2 = We look for that person. You get a message when we have found them.
pool-invited-3 = They contact you. You talk for about 30 minutes.
pool-invited-4 = They write down the main points. You can see them and change them.
pool-invited-5 = Then you choose one person and have the same chat with them.
pool-about-given-pool = You gave them to us yourself on { $date }, on our web page. Was it somebody else? Then say no.
pool-about-given-letter = You gave them to us yourself on { $date }, when you answered our letter.
# Kept as what a person agreed to: a change of meaning is a new version.
pool-agree-contact = One person from the chain may contact me.
pool-agree-words = They may write down the main points of what I say, and the people at { $host } may read them.
pool-say-yes = Say yes

# While they wait.
pool-waiting-title = We are looking for someone for you
pool-waiting-what = You will get a message when we have found someone. There is nothing you need to do.
pool-waiting-who = We look for somebody who speaks your language. It can take some time.
pool-waiting-language = The language you would like to talk in
pool-waiting-language-button = Save the language

# After their initiator left.
pool-left-title = What would you like now?
pool-left-what = The person who wanted to talk with you cannot go on. It has nothing to do with you. We would still like to hear from you.
# The same, when they had stopped themself and came back.
pool-left-returned = It is good to have you back. Your last chat ended when you stopped. We would still like to hear from you.
pool-left-legend = Choose one
# The first two are kept as what a person agreed to: a change of meaning is a new version.
pool-left-somebody = Join me to another person. One person from the chain may contact me.
pool-left-organiser = Let the organisers find someone. The person they find may contact me.
pool-left-stop = I stop here
# Once they left it to the organisers.
pool-left-asked-title = We are looking for someone for you
pool-left-asked-what = The organisers look for somebody to talk with you. They will be in touch.
pool-left-asked-change = Choose something else

# The organiser's desk: where somebody is (tags), the list of what needs help, what happened.
desk-place-joined = asked to join, not confirmed
desk-place-waiting = waits for a partner
desk-nobody-yet = Nobody yet
desk-help-no-partner = { $person } said yes and waits for somebody to talk with. Nobody was found yet.
desk-help-nobody-waits = { $person } asked to be joined to the next person who waits. Nobody fits yet.
desk-number-waiting = { $count ->
    [one] person waits for a partner
   *[other] people wait for a partner
}
desk-number-asking = { $count ->
    [one] person asked us to find somebody for them
   *[other] people asked us to find somebody for them
}
desk-event-came = { $person } asked to take part on the public page
desk-event-came-by-letter = { $person } came by a printed code
desk-event-matched = { $person } was joined to { $other }, who asked for somebody who waits
desk-event-matched-to = { $person } was joined to { $other }, who was waiting

# In the message "Somebody would like to talk with you", why: they asked for it on their own page.
matched-mail-asked = You asked us to join you to the next person who is waiting.
# The same, where an organiser found the person.
matched-mail-found = An organiser found somebody for you to talk with.

# The desk: why people who wait cannot be joined to somebody. $name: who waits. $language: what they would like to talk
# in, $other: what $person would, each in its own name.
unfit-title = Who waits and does not fit
unfit-language = { $name } would like to talk in { $language }, { $person } in { $other }.
unfit-before = { $name } and { $person } were joined before.
unfit-placed = { $name } has a place in the chain already.
# A person's page.
desk-person-language = Would like to talk in
