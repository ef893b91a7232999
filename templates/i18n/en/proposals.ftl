# Residents propose actions for the plan, from their own link.
propose-link = Propose an action
propose-title = Propose an action
propose-led-to = Is something missing in the plan?
# $host: who runs the chain.
propose-lede = What could change where you live? Tell { $host }. They read it and answer you.
propose-now = Where are we now?
propose-now-hint = How things are today, in one or two sentences.
propose-now-missing = Write where we are now
propose-towards = What could be done?
propose-towards-hint = One thing, as plainly as you can.
propose-towards-missing = Write what could be done
propose-who = Who could do it?
propose-who-ourselves = We can do it ourselves
propose-who-with-help = We can do it with help
propose-who-others = Others must do it
propose-who-open = I do not know
propose-points = Does it rest on something you said?
propose-points-hint = Tick what it comes from. You can leave this empty.
propose-points-gone = One of your points is not there any more. Please tick again.
propose-seen = Only { $host } sees it with your name. If they take it into the plan, they may use your words there, so leave out names. The plan then says “Proposed by a resident”. What stands in the plan stays, even if you ask us to delete what we have about you.
propose-send = Send it
propose-full = Thank you for so many ideas. { $host } has ten of yours to read. When one is answered, or you take one back, you can send the next.
propose-yours = What you proposed
propose-none = Nothing yet.
propose-on = You sent it on { $day }.
propose-state-open = Nobody has answered yet
propose-state-taken = In the plan
propose-state-joined = Together with another action
propose-state-declined = Not in the plan
propose-not-public = It is not public yet. When it is, you can read it here.
propose-read = Read the action
propose-take-back = Take it back
propose-back = Back to what you proposed
propose-change-title = Change what you proposed
propose-done = Thank you. It is sent.
propose-done-changed = Your change is saved.
propose-done-taken-back = You took it back. Its words are deleted.
propose-done-over = It was answered or taken back already. Here is where it stands.
plan-from-resident = Proposed by a resident.
plan-file-from-resident = A resident proposed it
plan-file-yes = yes

# The organisers' pages.
help-proposals =
    { $count ->
        [one] 1 action that a resident proposed waits for you.
       *[other] { $count } actions that residents proposed wait for you.
    }
help-proposals-open = Read and answer
proposals-note =
    { $count ->
        [one] A resident proposed an action.
       *[other] Residents proposed { $count } actions.
    }
proposals-title = What residents propose
proposals-back = Back to what residents propose
proposals-lede = Take it into the plan, join it to an action, or say why not. They are told each time.
proposals-none = Nobody has proposed anything yet.
proposals-state-open = Waits for you
proposals-state-taken = In the plan
proposals-state-joined = Joined to an action
proposals-state-declined = Declined
proposals-state-taken-back = Taken back
proposal-title = A resident proposes an action
proposal-by = Who
proposal-who = Who could do it
proposal-points = What it rests on
proposal-no-points = They ticked none of their points. Think about which ones stand behind it when it is in the plan.
# $name: an organiser.
proposal-decided = { $name } answered on { $day }.
proposal-action = The action:
proposal-meanwhile = They changed it while you were reading. Please read it again.
proposal-take = Take it into the plan
proposal-take-what = It becomes a draft action, in the words below. Change them as you like: what they wrote stays as it is. The points they ticked stand behind it.
proposal-take-do = Take it into the plan
proposal-join = It is the same as an action
proposal-join-what = The points they ticked stand behind that action, too.
proposal-join-which = Which action?
proposal-join-choose = Choose an action
proposal-join-missing = Choose an action
proposal-join-do = Join it to this action
proposal-decline = Say why not
proposal-reason = Why not?
proposal-reason-hint = They read this. Be kind, and say what they could do instead.
proposal-reason-missing = Say why not.
proposal-decline-do = Decline it
proposal-look = Show the message first
proposal-told = Whatever you decide, they are told by e-mail, once.
history-field-proposed = Where it comes from
history-proposed-resident = A resident proposed it

# All that is held about a person. $who: what could be done.
me-proposals-title = Actions you proposed
me-proposal-made = You proposed on { $date }: { $who }
me-proposal-entered = An organiser wrote for you on { $date } that you propose: { $who }
me-proposal-back = You took it back on { $date }, and its words were deleted.
me-proposal-taken = It went into the plan on { $date }: { $who }
me-proposal-joined = It was joined to another action on { $date }: { $who }
me-proposal-declined = It was declined on { $date }: { $who }
file-proposal-now = Where we are now
file-proposal-reason = Why not
me-mail-proposal-taken = What you proposed is in the plan
me-mail-proposal-joined = What you proposed goes with another action
me-mail-proposal-declined = About what you proposed
desk-mail-proposal-taken = Their action is in the plan
desk-mail-proposal-joined = Their action goes with another
desk-mail-proposal-declined = Their action is declined

# The log. $about: the person who proposed.
log-act-proposal-made = { $who } wrote for { $about } that they propose an action
log-act-proposal-made-own = { $who } proposed an action
log-act-proposal-changed = { $who } changed for { $about } what they propose
log-act-proposal-changed-own = { $who } changed an action they propose
log-act-proposal-taken-back = { $who } took back for { $about } an action they propose
log-act-proposal-taken-back-own = { $who } took back an action they proposed
log-act-proposal-taken = { $who } took an action into the plan that { $about } proposed
log-act-proposal-joined = { $who } joined what { $about } proposed to an action
log-act-proposal-declined = { $who } declined an action that { $about } proposed

# To a person who proposed an action. $host: who answers.
mail-proposal-taken =
    Good news. { $host } takes what you proposed into the plan.

    It is a draft for now. When the plan is public, you can read it there. Your name is not in it.

    See it on your page:

    <link>
    .subject = What you proposed is in the plan

# The same, when it is joined to an action that was there.
mail-proposal-joined =
    Thank you for what you proposed. The plan has an action like it. { $host } puts the two together.

    What you said counts for that action, too.

    See it on your page:

    <link>
    .subject = What you proposed helps the plan

# The same, when it is declined. $reason: why, in an organiser's words.
mail-proposal-declined =
    Thank you for what you proposed. { $host } does not take it into the plan. This is why:

    { $reason }

    You can read it on your page, too:

    <link>
    .subject = About what you proposed
