# Writing down and checking, beyond resident.ftl: the initiator's own answers, saving by itself, opening a record again.

# A question's page: what the initiator says to it themself.
question-own-title = Your own answer
question-own = And what do you say? (optional)
# The same, where an organiser writes for somebody. $name: for whom.
question-own-title-for = The own answer of { $name }
question-own-for = What does { $name } say to it? (optional)
question-own-tag = You said this
question-own-more = More about your answer
question-own-kind = What kind of answer is yours?
question-own-language = Language of your words
question-own-private = Keep my answer private: it is counted, but never shown in public
question-too-many = Write at most { $max } points under one question

# An old tab (see newer-title): the third way out.
newer-both-what = Or change your words below and save them, or keep both.
newer-both = Keep both

# One line below a question while the page saves by itself. $time is put in by the page: 2:14pm.
kept-saved = Saved at { $time }
kept-failed = Not saved yet. We will keep trying. Do not close this page.
kept-newer = Not saved: this was changed in another place. Press “Save and continue” to see both.
kept-over = Not saved: nothing more can be written here. Press “Save and continue” to see why.

# The partner has left while the initiator was writing.
over-title = The person you talked with has left
over-what = They do not take part any more. That is their choice, and you did nothing wrong.
over-gone = Nothing more can be written about your chat. What you had written is deleted.
over-next = Thank you for listening to them.

# Before showing the record: how the initiator's own points may be quoted.
review-own-quote = May we quote what you said to question { $n }?

# The check (P14): what the initiator said themself, and points worded anew meanwhile.
check-also = { $initiator } also said
check-also-what = These are { $initiator }’s own words. You do not need to check them.
check-stale = { $initiator } changed point { $n } meanwhile. Read the new words, then say: keep, change or take out
check-anew = { $initiator } changed or added this after you checked. Please check it.

# What a person said: the chats they wrote down.
words-own = What you said in chats you wrote down
words-written = Chats you wrote down
words-written-link = Your chat with { $partner }: see or change the points

# The points of a chat, for the two of them, with every wording.
points-chat-title = The points of your chat with { $other }
points-chat-what = Only you, { $other } and { $host } can see this page.
points-chat-none = No words were kept of this chat.
points-you-said = You said
points-they-said = { $name } said
# Where a point stands, when the reader said it (…-you-…) and when the other did.
points-you-own = You said this yourself. Nobody needs to check it.
points-you-checked = You have checked this.
points-you-unchecked = You have not checked this yet.
points-you-not-checked = You did not check this in time. It counts, but we never quote it. You can still check it.
points-you-struck = You took this out. It does not count.
points-you-withdrawn = You took this back. It does not count.
points-they-own = { $name } said this after your chat.
points-they-checked = { $name } has checked this.
points-they-unchecked = { $name } has not checked this yet.
points-they-not-checked = { $name } did not check this in time. It counts, but we never quote it.
points-they-struck = { $name } took this out. It does not count.
points-they-withdrawn = { $name } took this back. It does not count.
points-changes = What changed
points-changes-who = Who and when
points-changes-by = { $name }, { $at }
points-changes-you = You, { $at }
points-changes-before = Before
points-changes-after = After
points-correct = Correct or add something
points-check = Change or take out what you said

# The initiator opens the record again.
correct-title = Correct your chat with { $partner }
correct-what = If you change what { $partner } said, we ask { $partner } to check the new words. We do not quote them before that. The older words are kept for the two of you.
correct-alone = { $partner } does not take part any more. You can change only what you said yourself.
correct-theirs = What { $partner } said: point { $n }
correct-mine = What you said: point { $n }
correct-missing = Point { $n } is empty. Only { $partner } can take it out
correct-missing-own = Point { $n } is empty. Write something, or tick “Take it back”
correct-out = Take it back
correct-quote = May we quote point { $n } in public?
# $text: the words as they stand now.
correct-stale = { $partner } changed point { $n } meanwhile. It now says: { $text }
correct-add = Add a point
correct-add-words = The new point (optional)
correct-add-question = Under which question?
# The kind the question has.
correct-add-kind-any = The same as the question
correct-add-who = Who said it?
correct-add-partner = { $partner } said it
correct-add-me = I said it
correct-add-who-missing = Say who said the new point
correct-save = Save

# The organisers' desk: a point the initiator said themself, and one nobody checked in time (see point-checked).
point-said-by = Said by { $name }.
point-own = Their own words: nobody needs to check them
point-not-checked = Not checked in time: it counts, but is never quoted
