# "That is not what we meant": somebody whose words stand behind an action says so, and organisers answer.

# What everybody reads. $count: how many people. $day: since when, or when it was answered.
challenge-public-open = { $count ->
    [one] Somebody whose words were used for this says: that is not what we meant. Open since { $day }.
   *[other] { $count } people whose words were used for this say: that is not what we meant. Open since { $day }.
}
challenge-public-said = Somebody said: that is not what we meant.
challenge-public-answered = The organisers answered on { $day }:
challenge-done-changed = We changed the action.
challenge-done-kept = We keep the action as it is.
challenge-file-line = { $day }: { $done } { $text }
challenge-file-open = { $count ->
    [one] Somebody whose words were used for this says: that is not what we meant. Open.
   *[other] { $count } people whose words were used for this say: that is not what we meant. Open.
}
plan-file-not-meant-open = Not what we meant, open
plan-file-not-meant-answers = Not what we meant, answers
# $towards: the action.
feed-challenge-open = That is not what we meant: { $towards }
feed-challenge-answered = The organisers answered: { $towards }

# The resident's pages.
challenge-link = That is not what we meant
challenge-change-link = Change or take back what you said
challenge-say-title = That is not what we meant
challenge-back = Back to what your words led to
challenge-lede = This action stands on what you said. If it is not what you meant, tell us.
challenge-your-words = Your words behind it
challenge-no-words = Your words no longer stand behind this action.
challenge-text = What did you mean?
challenge-text-hint = Please write no names of other people.
challenge-text-missing = Write what you meant.
challenge-readable = Who may read what you write?
challenge-readable-all = Others may read what I wrote
challenge-readable-organisers = Only the organisers
challenge-readable-missing = Choose who may read it.
challenge-seen = The plan says at once that somebody said this. It never shows your name. The organisers see who you are. They answer for everybody to read.
challenge-send = Tell the organisers
challenge-take-back = Take it back
challenge-answered-meanwhile = The organisers answered meanwhile. You can read it on the page before. Send this once more to say it anew.
challenge-said-done = The organisers can read it now. The plan says that somebody said it.
challenge-taken-back-done = You took it back. The plan no longer says it.
challenge-own-title = Where you said: that is not what we meant
# $day: since when it waits.
challenge-own-waits = You said this on { $day }. The organisers have not answered yet.
challenge-own-closed = The organisers closed this, because your words no longer stand behind the action.
challenge-own-you = You wrote:
challenge-own-shown = Everybody can read your words.
challenge-own-again = Say it again
challenge-hide = Show my words only to the organisers
challenge-hidden-done = Only the organisers can read it now. Their answer still stands in the plan.

# The desk.
help-challenges = { $count ->
    [one] One person says of an action of the plan: that is not what we meant.
   *[other] { $count } people say of an action of the plan: that is not what we meant.
}
help-challenges-open = Read and answer
challenges-desk-title = That is not what we meant
challenges-desk-lede = People whose words stand behind an action told you that it is not what they meant. The plan shows that it was said, without name. Your answer is public at once.
challenges-desk-none = Nobody has said it.
challenges-to-all = Back to all of them
challenge-desk-title = Somebody says: that is not what we meant
challenge-is-open = Waits for an answer
challenge-is-answered = Answered
challenge-is-closed = Closed
# $day: when.
challenge-since = Said on { $day }.
challenge-over-on = Answered or closed on { $day }.
challenge-text-gone = The words are gone.
challenge-answer-it = Answer
challenge-see-answer = See the answer
challenge-allows-all = They allow others to read it, once you looked for names.
challenge-allows-organisers = Only organisers may read it.
challenge-left-action = Their words no longer stand behind this action. You can close this without an answer, or answer all the same.
challenge-close = Close it without an answer
challenge-answer = Your answer
challenge-answer-hint = Everybody can read it. Write no names.
challenge-answer-missing = Write an answer.
challenge-did = What did you do?
challenge-did-missing = Choose what you did.
challenge-show = Show their words, I checked that no name is in them
challenge-answer-told = They are told by e-mail.
challenge-answer-silent = No e-mail reaches them. They can read it on their page.
challenge-answer-not-again = Nobody is told again.
challenge-answer-send = Publish the answer
challenge-answer-correct = Correct the answer
challenge-look = Show the message with these words
challenge-meanwhile = Something changed since you opened this page. Read what stands here now, then send again.
challenge-desk-done-answered = Your answer stands in the plan.
challenge-desk-done-closed = It is closed.
challenge-desk-done-over = It was taken back or closed meanwhile.

# What is held about a person. $action: an action of the plan. $text: what they wrote. $who: the action.
me-challenges-title = Where you said: that is not what we meant
me-challenge-what = { $action }: { $text }
me-challenge-back = { $who } (you took this back on { $date })
me-challenge-answered = { $who } (the organisers answered on { $date })
me-challenge-closed = { $who } (the organisers closed this on { $date })
me-mail-challenge-answered = The organisers answered you

# What kind of message it is, on the desk.
desk-mail-challenge-answered = An answer to “that is not what we meant”

# The log. $who: who did it. $about: the action.
log-act-challenge-made = { $who } said this is not what they meant: { $about }
log-act-challenge-changed = { $who } changed why this is not what they meant: { $about }
log-act-challenge-taken-back = { $who } took back that this is not what they meant: { $about }
log-act-challenge-hidden = { $who } lets only organisers read why this is not what they meant: { $about }
log-act-challenge-answered = { $who } answered somebody who did not mean this: { $about }
log-act-challenge-corrected = { $who } corrected the answer to somebody who did not mean this: { $about }
log-act-challenge-closed = { $who } closed without an answer what somebody did not mean: { $about }

# To somebody who said that an action is not what they meant.
# $host: who answers. $towards: the action. $done: what was done. $text: the answer.
mail-challenge-answered =
    You told us that a part of the plan is not what you meant:

    { $towards }

    We at { $host } read it. { $done }

    { $text }

    You can read this on your page, too. If it is still not what you meant, say it again there:

    <link>
    .subject = We answered what you told us
