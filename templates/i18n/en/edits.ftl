# Organisers write the plan: what they type is kept, and they hear of each other.
edits-other =
    { $minutes ->
        [0] { $who } is changing this, too (a moment ago).
        [one] { $who } is changing this, too (1 minute ago).
       *[other] { $who } is changing this, too ({ $minutes } minutes ago).
    }
edits-kept = We kept what you had typed on { $moment }. Only you can see it. Save it, or throw it away.
edits-throw = Throw it away
# $time: when, or a place for it that the page's script fills in.
edits-saved = Kept for you at { $time }. It stands in the plan when you press “Save”.
edits-newer = Not kept: you changed this in another place. Open this page again to see it.
edits-over = This cannot be changed any more.
edits-head-meanwhile = Somebody changed the title or the introduction while you wrote. Below is what stands now. Save again to keep what you wrote.
edits-head-stands = What stands now

# A resident asks to start a chain of their own.
begin-link = Start a chain of your own
begin-link-asked = Your chain: you asked
begin-link-yes = Your chain: there is an answer
begin-link-no = Your chain: there is an answer
begin-title = Start a chain of your own
begin-lede = Is there something you would like your neighbours to talk about? Ask { $host }. If they say yes, you run the chain together.
begin-means-1 = You pick the questions, and you invite the first people.
begin-means-2 = You read what people say. You group it, and make a plan with them.
begin-means-3 = It takes an hour or two in most weeks. An organiser helps you.
begin-topic = What should people talk about?
begin-topic-hint = A few words, such as: growing food on our estate
begin-topic-missing = Write what people should talk about.
begin-whom = Where, or for whom?
begin-whom-hint = Such as: the flats on Marl Street
begin-whom-missing = Write where, or for whom it is.
begin-why = Why does it matter?
begin-why-missing = Write why it matters.
begin-sign-in = Which e-mail will you sign in with?
begin-sign-in-hint = Who runs a chain signs in with a code that we send by e-mail.
begin-sign-in-missing = Choose an e-mail, or say that you have none.
begin-own = The one you write to me at: { $address }
begin-other = Another one
begin-none = I have no e-mail. Please call me.
begin-email = Your other e-mail
begin-email-hint = Only if you chose “Another one”.
begin-email-wrong = Write an e-mail address such as name@example.org.
begin-seen = Only the organisers read this. If they say yes, your topic is the start of the new chain. You change it together before anybody is invited.
begin-send = Ask
begin-take-back = Take it back
begin-asked = You asked. { $host } will answer you. Until then you can change it or take it back.
begin-done-asked = The organisers have what you asked.
begin-done-taken-back = You took it back. Nobody will answer it.
begin-yes = { $host } says yes.
begin-yes-called = Your chain is called “{ $name }”. It is not open yet.
begin-yes-next = We send you a message to sign in. Then you set it up together. Nobody is invited before you are ready.
begin-yes-sign-in = Sign in
begin-no = Thank you for asking about “{ $topic }”. { $host } cannot do it now. This is why:

# The organisers' side.
help-asks =
    { $count ->
        [one] 1 person would like to start a chain.
       *[other] { $count } people would like to start a chain.
    }
help-asks-open = Read and answer
asks-title = People who would like to start a chain
asks-back = Back to the list
asks-lede = They had their chat and want to go on. If you say yes, you run the new chain together.
asks-none = Nobody has asked yet.
asks-gone = Deleted
asks-by = { $name }, { $day }
asks-state-open = Waits for you
asks-state-yes = Yes
asks-state-no = No
asks-state-taken-back = Taken back
ask-title = Somebody would like to start a chain
ask-who = Who
ask-address = Signs in with
ask-address-none = No e-mail
ask-address-other = (another one than we write to)
ask-answered = { $name } answered on { $day }.
ask-set-up = Set up the chain
ask-yes-title = Say yes
ask-yes-what = We make a new chain that is not open yet. They become an organiser of that chain and of no other. We write to them.
ask-host-only = Only who organises all chains of { $host } can say yes. You can say no.
ask-wants-call = They said: I have no e-mail, please call me. Call them before you say yes.
ask-call = They have no e-mail to sign in with. Call them. You can say yes when an e-mail stands on their page.
ask-call-link = Open their page
ask-no-address = They have no e-mail to sign in with. Call them, and write their e-mail on their page first.
ask-not-written = This e-mail asked us not to write to it. Call them and ask for another one.
ask-name = What the chain is called
ask-topic = What it is about
ask-topic-hint = It fits after “Maria would like to talk with you about”.
ask-template = Which questions it starts with
ask-yes = Yes, make the chain
ask-no-title = Say no
ask-reason = Why not now?
ask-reason-hint = They read this. Be kind, and say what they could do instead.
ask-reason-missing = Say why not.
ask-no = Say no

# All that is held about a person. $who: what they asked about.
me-asks-title = A chain of your own
me-ask-made = You asked to start a chain on { $date }: { $who }
me-ask-entered = An organiser wrote for you on { $date } that you would like to start a chain: { $who }
me-ask-back = You took it back on { $date }: { $who }
me-ask-yes = The answer was yes on { $date }: { $who }
me-ask-no = The answer was no on { $date }: { $who }
file-ask-whom = Where, or for whom
file-ask-why = Why
file-ask-email = E-mail to sign in with
file-ask-reason = Why not
me-mail-ask-yes = Yes to your chain
me-mail-ask-no = About the chain you asked for
desk-mail-ask-yes = Yes to a chain of their own
desk-mail-ask-no = No to a chain of their own

# The log. $about: the person who asked.
log-act-ask-made = { $who } wrote for { $about } that they would like to start a chain
log-act-ask-made-own = { $who } asked to start a chain
log-act-ask-changed = { $who } changed what { $about } asks about a chain
log-act-ask-changed-own = { $who } changed what they ask about a chain
log-act-ask-taken-back = { $who } took back for { $about } that they would like to start a chain
log-act-ask-taken-back-own = { $who } took back that they would like to start a chain
log-act-ask-approved = { $who } said yes to a chain that { $about } asked for
log-act-ask-declined = { $who } said no to a chain that { $about } asked for

# To a person who asked to start a chain. $host: who answers.
mail-ask-yes =
    Good news. { $host } says yes to your chain.

    You run it together. We send one more message, so that you can sign in.

    See on your page what comes next:

    <link>
    .subject = Yes to your chain

# The same, when it cannot be now. $why: the reason, in an organiser's words.
mail-ask-no =
    Thank you for asking to start a chain. { $host } cannot do it now. This is why:

    { $why }

    You can read it on your page, too:

    <link>
    .subject = About the chain you asked for
