# Helping hands: who could help with an action, who looks after it, and introductions.

# On public pages and for residents: only how many. $people: how many people.
plan-helpers =
    { $people ->
        [0] Nobody has offered help yet.
        [one] 1 person said they could help.
       *[other] { $people } people said they could help.
    }

# Who looks after an action, in the plan. $name: a resident's first name.
owner-named = { $name }, a neighbour
owner-neighbour = a neighbour
owner-to-be-found = owner to be found

# On a person's own page.
hands-note-owner = We would like you to look after this part of the plan.
hands-note-owner-link = Say yes or no
hands-note-introduction = We would like to introduce you to somebody.
hands-note-introduction-link = Say yes or no
lend-link = I could help
introductions-link = Introductions

# What somebody could help with.
lend-title = I could help
lend-lede = These are the things in the plan. Is there one you could help with?
lend-seen = Only the organisers see that it is you. Everybody else only sees how many people could help.
lend-none = There is nothing to help with now. Come back when there is a plan.
lend-draft = An idea, not decided yet
lend-could = I could help with this
lend-more = Read more
lend-you-offered = You said you could help.
lend-take-back = Take it back
lend-back = Back to what I could help with
lend-offer-title = You could help with this?
lend-change-title = What you could do
lend-text = What could you do?
lend-text-hint = One line is enough. You can leave it empty.
lend-not-open = There is no help to offer with this now.
lend-done-offered = Thank you. The organisers can see that you could help.
lend-done-taken-back = You took it back.

# Looking after an action. $name: their own first name.
owner-asked-title = Would you look after this?
owner-yours-title = You look after this
owner-yours = You look after this.
owner-change = See this, or step down
owner-what = Looking after it means you keep an eye on it, and tell the organisers how it goes. You do not have to do it all yourself.
owner-public = Nothing about you is public unless you say yes. Then the plan shows that you look after it, in the way you choose here.
owner-question = Will you look after it?
owner-yes = Yes
owner-no = No, not this time
owner-shown = How shall the plan show you?
owner-shown-hint = Only if you said yes.
owner-as-name = With my first name: { $name }
owner-as-neighbour = As “a neighbour”, without my name
owner-send = Send my answer
owner-answer-missing = Choose yes or no.
owner-shown-missing = Choose how the plan shows you.
owner-step-down-title = Step down
owner-step-down-what = You can stop at any time. The plan then says “owner to be found”, at once and in older versions too.
owner-step-down = I no longer look after this
owner-done-yes = Thank you. The plan shows that you look after it.
owner-done-no = We have your answer. Only the organisers see it.
owner-done-stepped-down = You no longer look after it. The plan says so now.

# Introductions, for each of the two. $name: the other's first name. $day: a day.
introductions-title = Introductions
introductions-lede = Here we ask before we bring two people together.
introductions-none = There are no introductions.
introductions-back = Back to all introductions
introduction-asked = You are asked
introduction-said-yes = You said yes
introduction-made = You both said yes
introduction-not-this-time = Not this time
introduction-ended = It is over
introduction-with = You and { $name }
introduction-asked-on = We asked on { $day }.
introduction-open = Open
introduction-title-asked = May we introduce you to somebody?
introduction-title-said-yes = You said yes
introduction-title-made = You both said yes
introduction-title-not-this-time = Not this time
introduction-title-ended = This introduction is over
introduction-why = Why { $host } thought of you two
introduction-asked-what = We know somebody you may like to get to know. They are asked the same.
introduction-said-yes-what = Thank you. Nobody has been told. You can still change your answer.
introduction-rule-both = Only if you both say yes, each of you sees the other’s first name and one way to reach them.
introduction-rule-no = If you say no, nobody is told that it was you.
introduction-rule-until = You can answer until { $day }. After that it is over, and what you shared is deleted.
introduction-question = Would you like to be introduced?
introduction-yes = Yes
introduction-no = No, not this time
introduction-answer-missing = Choose yes or no.
introduction-share = If yes: how may they reach you?
introduction-share-hint = They see this, your first name, and nothing else.
introduction-share-email = My email, { $email }
introduction-share-phone = My phone, { $phone }
introduction-share-other = Something else
introduction-share-missing = Choose one way to reach you.
introduction-typed = Something else
introduction-typed-hint = For example: I am at the Friday lunch, ask for me.
introduction-typed-missing = Write how they can reach you.
introduction-send = Send my answer
introduction-not-this-time-what = It did not come about this time. It has nothing to do with you. What you shared was deleted, and nobody saw it.
introduction-ended-what = You were introduced. What you both shared is deleted.
introduction-ended-with = You and { $name } were introduced. What you both shared is deleted.
introduction-made-what = You and { $name } both said yes. One of you can get in touch now.
introduction-see = See how to reach { $name }
introduction-see-hint = { $name } can see on their page that you looked.
introduction-name = First name
introduction-reach = How to reach them
introduction-only = { $name } shared this only with you. Please do not pass it on.
introduction-own-link = It can be seen with your own link only. We can send you a new one. Please call us.
introduction-until = It stands here until { $day }. Then it is deleted.
introduction-end-title = End it
introduction-end-what = What you both shared is deleted at once. Nobody is told who ended it.
introduction-end = End this introduction

# The desk: an action.
hands-action-link =
    { $people ->
        [0] Who could help
        [one] Who could help (1 person)
       *[other] Who could help ({ $people } people)
    }
hands-action-title = Who could help
hands-owner-title = Who looks after it
hands-owner-none = No resident looks after it. You can ask somebody who offered to help.
hands-owner-since = looks after it since { $day }.
hands-owner-as-name = The plan shows their first name.
hands-owner-as-neighbour = The plan says “a neighbour”.
hands-owner-asked = was asked on { $day } and has not answered. Nothing is public.
hands-owner-end = Look for somebody else
hands-owner-take-back = Take the question back
hands-offered-title = People who said they could help
hands-offered-none = Nobody yet. People see the plan and the ideas they vote on, each with a button “I could help with this”.
hands-offered-table =
    { $people ->
        [one] 1 person could help
       *[other] { $people } people could help
    }
hands-col-who = Who
hands-col-what = What they could do
hands-col-day = Since
hands-col-ask = Look after it
hands-col-introduce = Introduce
hands-ask = Ask to look after it
hands-ask-not-now = Somebody is asked or does already
hands-introduce-two = Introduce the two ticked people
hands-public-count = The public only sees how many people could help.
hands-done-asked = We ask them. Nothing is public until they say yes.
hands-done-another = Somebody else is asked already.
hands-done-no-offer = They do not offer help with this any more.
hands-done-ended = Done. If the plan showed them, it now says “owner to be found”.
hands-ask-title = Ask somebody to look after this
hands-ask-who = You ask { $name } to look after this:
hands-ask-what = They say yes or no on their own page, and choose how the plan shows them. Until they say yes nothing is public.
hands-ask-instead = While they look after it, they stand in the plan in place of “{ $owner }”.
# Somebody has no email that works. $name: who.
hands-silent = No message reaches { $name }. Call them or send a letter. You can write down their answer for them.
hands-silent-link = Open their page
# Above a message that would go out. $person: who reads it.
hands-reads = What { $person } will read

# The desk: offers beside needs and actions.
hands-desk-title = Helping hands
match-lede = What people offered, beside what others need and what the plan wants.
match-how = We compare words, so look with care. Only points that were checked and are not private are used, of people who are still here. Nobody is told before you ask.
match-none = There is no likely match now.
match-need = An offer and a need
match-action = An offer and an action
match-the-action = In the plan:
match-alike = They are written alike.
match-shared = Words that both have: { $words }.
match-near = Both came by the same first person.
match-not = Not a match
match-done-hidden = That pair is hidden.

# The desk: introducing two people. $days: how many days they have.
introduce-link = Introduce them
introduce-title = Introduce two people
introduce-lede = You propose to bring these two together:
introduce-what =
    { $days ->
        [one] Each is asked alone, and has 1 day. Only when both say yes, each sees the other’s first name and one detail they chose to share. You are not told who said what.
       *[other] Each is asked alone, and has { $days } days. Only when both say yes, each sees the other’s first name and one detail they chose to share. You are not told who said what.
    }
introduce-why = Why these two?
introduce-why-hint = Both read this before they answer. Do not name anybody. For example: One of you offered to cook, the other looks for company at lunch.
introduce-why-here = (Your words will stand here.)
introduce-why-missing = Write why you thought of them.
introduce-why-names = Leave out names, numbers and addresses. They read this before they said yes.
introduce-send = Ask them both
introduce-look = Show the messages with these words
introduce-two-needed = Choose two people who are taking part.
introduce-away = One of the two is not taking part any more.
introduce-already = These two are asked already, or know each other.
introductions-desk-title = Introductions
introductions-desk-lede = Two people who may like to know each other. You see that it came about or not, never whose answer it was.
introductions-desk-none = There are none yet. Begin with a pair under “Helping hands”.
introductions-desk-table = All introductions
introductions-col-two = Who
introductions-col-where = Where it is
introductions-col-day = Proposed
introductions-to-matches = Back to helping hands
introductions-to-all = Back to all introductions
introduced-waiting = Waiting for their answers
introduced-made = Introduced
introduced-not = Not this time
introduced-taken-back = Taken back
introduced-ended = Introduced, and over
introduction-desk-title = An introduction
introduction-proposed-on = Proposed on { $day }.
introduction-ends-on = It ends on { $day }.
introduction-desk-quiet = A no is told to nobody by name, and kept by nobody’s name.
introduction-take-back = Take it back
introduction-take-back-made = End it

# What is held about a person. $action: an action of the plan. $text: what they wrote. $who: an action, or a first name.
me-pledges-title = What you offered to help with
me-pledge-what = { $action }: { $text }
me-pledge-back = { $who } (you took this back on { $date })
me-owned-title = What we asked you to look after
me-owned-asked = { $who } (we asked you on { $date })
me-owned-first-name = You look after “{ $action }”, with your first name
me-owned-neighbour = You look after “{ $action }”, as a neighbour
me-owned-ended = { $who } (over on { $date })
me-introductions-title = Introductions
me-introduction-asked = We asked you on { $date } if you would like to be introduced to somebody.
me-introduction-yes = You said yes to an introduction
me-introduction-made = You and { $who } were introduced on { $date }.
me-introduction-seen = { $who } looked up how to reach you on { $date }.
me-introduction-over = It was over on { $date }.
file-introduction = What you share for an introduction
me-mail-owner-ask = Would you look after something?
me-mail-introduction-ask = May we introduce you to somebody?
me-mail-introduced = You both said yes

# What kind of message it is, on the desk.
desk-mail-owner-ask = Would you look after this?
desk-mail-introduction-ask = May we introduce you?
desk-mail-introduced = They both said yes

# The log. $who: who did it. $about: the action, or "an introduction".
log-introduction = an introduction
log-act-pledge-made = { $who } said they could help with: { $about }
log-act-pledge-taken-back = { $who } took back an offer to help with: { $about }
log-act-owner-asked = { $who } asked somebody to look after: { $about }
log-act-owner-agreed = { $who } looks after: { $about }
log-act-owner-declined = { $who } will not look after: { $about }
log-act-owner-stepped-down = { $who } no longer looks after: { $about }
log-act-owner-ended = { $who } ended that somebody looks after: { $about }
log-act-introduction-proposed = { $who } proposed { $about }
log-act-introduction-made = Two people said yes to { $about }
log-act-introduction-over = It was not this time, or it is over: { $about }
log-act-introduction-taken-back = { $who } took back { $about }
log-act-match-hidden = { $who } hid a pair that is no match: { $about }

# To somebody who offered help with an action.
# $host: who asks. $towards: what will be done.
mail-owner-ask =
    You told us you could help with this part of the plan:

    { $towards }

    We at { $host } would like you to look after it. That means you keep an eye on it and tell us how it goes.

    Say yes or no on your page:

    <link>

    You can say no. Nothing about you is public unless you say yes. You choose if the plan shows your first name.
    .subject = Would you look after this?

# To two people, each alone.
# $host: who asks. $why: why the two, in the organiser's words. $by: the last day to answer.
mail-introduction-ask =
    We at { $host } know somebody you may like to get to know. May we introduce you?

    Why we thought of you two: { $why }

    They are asked the same. Only if you both say yes, each of you sees the other's first name and one way to reach them. You choose which one.

    Say yes or no by { $by }:

    <link>

    You can say no. Nobody is told that it was you.
    .subject = May we introduce you to somebody?

# To two people who both said yes. It names nobody.
# $ends: until when the page shows it.
mail-introduced =
    Good news. You both said yes.

    See on your page who it is and how to reach them. It stands there until { $ends }:

    <link>
    .subject = You both said yes
