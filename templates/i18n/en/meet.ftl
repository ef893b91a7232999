# Meeting the others, how far a chat has travelled, closing a chain, and people under 18.

# On the done page and the shown page, only to the person themself. $count: people further on who have talked since.
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
