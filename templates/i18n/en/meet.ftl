# Meeting the others, how far a chat has travelled, closing a chain, and people under 18.

# On a person's own page only, once they have passed it on. $count: people further on who have talked since.
ripple = { $count ->
    [0] You have passed it on. The next chats take time. Their number will stand here.
    [one] One person further on has talked since you passed it on.
   *[other] { $count } people further on have talked since you passed it on.
}

# Meeting the others: the page of a guest.
meet-title = Come and meet the others
# On every page of a guest while a gathering is ahead. $when: day and time.
meet-note = You are invited. It is on { $when }.
meet-note-yes = You said you will come on { $when }.
meet-note-off = The meeting on { $when } is called off.
# $place: where.
meet-where = Where: { $place }
meet-off = This is called off. You do not need to do anything.
meet-said-yes = You said you will come. See you there.
meet-said-no = You said you will not come. That is fine.
meet-question = Will you come?
meet-again = You can change your answer until it begins.
meet-yes = Yes, I will come
meet-no = No, I will not come
meet-private = Only the organisers see your answer.
meet-calendar-link = Put it into my calendar
# What the calendar shows. $host: who invites.
meet-calendar = Meet the others, { $host }

# A closed chain, on the person's own page. $date: a day.
closed-title = This chain of chats is closed
closed-what = It was closed on { $date }. Nobody needs to do anything more. Thank you for being part of it.
closed-kept = What was said is kept. It goes into the plan.
closed-plan = Read the plan
closed-no-plan = The plan is not ready yet. It will be on the page of this chain.
# On other pages of a closed chain: a chat that has begun may still be written down.
closed-write = This chain of chats is closed. A chat that has begun can still be written down and checked until { $date }.
# At a link that was deleted because its chain closed.
ended-closed = This chain of chats is closed. You do not need to do anything. Thank you.
# At a paused chain, to somebody who has not answered.
paused-asked = You do not need to answer now. You can say yes when it goes on. You can say no now.

# Under 18.
young-link = I am under 18
young-title = If you are under 18
young-not = This chain is for people who are 18 or over. Thank you for wanting to take part.
young-may = You can take part if a grown-up knows about it.
# $person: whom to talk with. $host: where they work.
young-talk = You can talk with { $person } at { $host } about it.
# Kept as what a young person agreed to, in place of "I am 18 or over": a change of meaning is a new version.
young-agree = I am under 18. A grown-up I trust knows about it.
young-agree-missing = To go on, a grown-up you trust has to know about it
young-go-on = Go on
young-delete-title = If you do not want to go on
young-delete-what = We delete your name and how to reach you. The person who asked you can ask someone else.
young-delete = Delete my details now
young-older = I am 18 or over

# The rules page of the desk.
rules-young = People under 18
rules-young-what = Who says they are under 18 is told kindly that this chain is for older people, and whom to talk with. You can let them take part with a grown-up who knows about it.
young-may-take-part = People under 18 may take part
young-words = What they read
young-words-hint = Leave it empty to use our words.

# Gatherings on the desk.
gatherings-title = Meeting each other
gatherings-lede = Bring the people of this chain together. Only people who agreed to be invited are told.
gatherings-none = Nothing is planned yet.
gatherings-new = Plan a meeting
gatherings-back = All meetings
gathering-title = A meeting
gathering-when = When
gathering-place = Where
gathering-about = What it is about
gathering-stage = How far it is
gathering-stage-draft = Nobody told yet
gathering-stage-told = People were told
gathering-stage-off = Called off
gathering-over = Its time has passed. Change the day to tell people.
gathering-tell = Tell people
gathering-cancel = Call it off
gathering-off-untold = This is called off. Nobody had been told.
gathering-off-told = This is called off. People see it on their pages, but nobody was written to. You may want to call those who said they would come.
# $moment: day and time.
gathering-told = People were told on { $moment }.
# $time: a time of day.
gathering-undo = The messages go out at { $time }. Until then you can take them back.
gathering-coming = { $count ->
    [0] Nobody has said yes yet
    [one] 1 person is coming
   *[other] { $count } people are coming
}
gathering-nobody = Nobody has agreed to be invited yet.
gathering-guests = Who is invited and what they said
gathering-guest = Who
gathering-answer = Answer
gathering-answer-yes = Coming
gathering-answer-no = Not coming
gathering-answer-none = No answer yet
gathering-to-call = No email
# After an answer.
gathering-entered = (entered by an organiser)
gathering-enter = Enter an answer
gathering-enter-what = Somebody told you on the phone or in person? Enter it here. It stands on their page too.
gathering-choose = Choose a person
gathering-comes = Are they coming?
gathering-comes-yes = Yes, they are coming
gathering-comes-no = No, they are not coming
gathering-write-title = When and where
gathering-write-what = Nobody is told yet. You can change this until you tell people.
gathering-date = Day
gathering-date-hint = Year, month, day: for example 2026-12-06
gathering-date-wrong = Write the day like this: 2026-12-06
gathering-date-past = This is in the past. Choose a later day or time.
gathering-time = Time
# $zone: the host's time zone.
gathering-time-hint = For example 18:30. Time zone: { $zone }
gathering-time-wrong = Write the time like this: 18:30
gathering-place-hint = A place and how to find it
gathering-place-missing = Write where you meet
gathering-about-hint = Optional. Say if there is food, a step-free way in, or somebody to look after children.
gathering-tell-title = Tell people of this meeting
gathering-tell-who = { $count ->
    [0] Nobody gets an email
    [one] 1 person gets an email
   *[other] { $count } people get an email
}
gathering-tell-who-what = They agreed to be invited to meet the others, and they have not stopped.
gathering-tell-call = { $count ->
    [one] 1 person has no email
   *[other] { $count } people have no email
}
gathering-tell-call-what = Call them, and enter what they say afterwards.
# $person: one of the people who get it.
gathering-sample = The message, as { $person } gets it
gathering-their-link = (their own link)
gathering-their-stop = (their own link to stop messages)
gathering-tell-undo = The messages wait for five minutes. Until then you can take them back.
gathering-tell-press = Tell them now
gathering-cancel-title = Call this meeting off
gathering-cancel-told = People see on their pages that it is called off. We do not write to anybody.
gathering-cancel-untold = Nobody was told of it.
gathering-cancel-question = Call it off?
gathering-cancel-yes = Yes, call it off
gathering-cancel-no = No, keep it

# Pausing and closing a chain, on the desk.
close-link = Pause or close this chain
close-title = Pause or close this chain
close-title-paused = This chain is paused
close-title-closed = This chain is closed
# $moment: day and time.
close-since = It was closed on { $moment }.
close-paused-since = It has been paused since { $moment }.
# $date: a day.
close-writable = Chats that had begun can be written down and checked until { $date }. Then the links end.
close-pause-title = What a pause does
close-pause-what = Nobody new is asked, and invitations wait. People see on their pages that the chain takes a break. Chats that are agreed can go on. When you go on, everyone has as many days left as before.
close-close-title = What closing does now
close-told = { $count ->
    [0] Nobody has anything open, so nobody gets a message.
    [one] 1 person has something open. They get one kind message.
   *[other] { $count } people have something open. Each gets one kind message.
}
close-forgotten = { $count ->
    [0] Nobody waits with an invitation.
    [one] 1 person has not answered. They get no more messages. Their details are deleted at once.
   *[other] { $count } people have not answered. They get no more messages. Their details are deleted at once.
}
close-begun = Where two people are in touch, they can still talk and write it down for 30 days.
close-kept = What was said is kept. You can still sort it, and publish the plan.
close-final = A closed chain cannot be opened again.
close-call = { $count ->
    [one] 1 person has no email
   *[other] { $count } people have no email
}
close-call-what = They see it on their page only. Please call them.
close-question = What would you like to do?
close-pause = Pause the chain
close-go-on = Let the chain go on
close-close = Close the chain for good

# On the overview of a paused chain.
desk-paused = This chain is paused. Nobody new is asked.
