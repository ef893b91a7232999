# What was said once: the list, and one point of it.

once-title = Said once
# $open: points nobody answered yet; $all: all that were said once.
once-lede =
    { $all ->
        [0] Nothing was said in one chat only.
        [one] 1 point was said in one chat only.
       *[other] { $all } points were said in one chat only.
    } { $open ->
        [0] None of them waits for an answer.
        [one] 1 of them waits for an answer.
       *[other] { $open } of them wait for an answer.
    }
once-what = What one person says can matter most. So it does not get lost here: put each point into a wider theme, keep it as it is and say why, or carry it into the plan.
once-early =
    { $chats ->
        [0] Nothing has been written down yet.
       *[other] One chat has been written down so far, so everything in it was said once.
    }
once-show = Show
once-show-all = All ({ $points })
once-open = waits, in a theme of its own
once-unsorted = waits, not sorted yet
once-kept = kept as it is
once-carried = carried into the plan
once-none = There is nothing here. New points come here when they are written down, until a second chat says the same.
once-none-here = There is nothing of that kind.
once-kept-because = { $who } kept it as it is: { $why }
once-answer = Decide what becomes of it
once-change = Change what becomes of it
once-done-open = It waits for an answer again.
once-done-unsorted = It waits for an answer again.
once-done-kept = Kept as it is.
once-done-carried = Carried into the plan.
once-back = Back to what was said once
once-point-title = What becomes of this point?
once-is-wide = A second chat says this too, by a theme it stands in. It is no longer on the list.
once-is-carried = An action of the plan rests on it already.
once-become = What becomes of it?
once-become-missing = Choose what becomes of it
once-become-keep = Keep it as it is
once-become-carry = Carry it into the plan
once-become-open = Let it wait for an answer again
once-why = If you keep it: why?
once-why-hint = A few words for your colleagues, and for you in a year.
once-why-missing = Write why you keep it
once-action = If you carry it: which action rests on it?
once-action-choose = Choose an action
once-action-missing = Choose an action
once-save = Save
once-sort = Put it into a theme
once-new-action = Write a new action first
# On the publishing page. $points: points said once that nobody answered.
publish-once =
    { $points ->
        [one] 1 point was said once, and nobody has decided yet what becomes of it.
       *[other] { $points } points were said once, and nobody has decided yet what becomes of them.
    }
publish-once-link = Look at what was said once
