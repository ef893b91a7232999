# An action as organisers write it: its cost, its steps, what was changed, and what was taken out.

action-cost = What it would cost (in pounds, optional)
action-cost-hint = For example 250 or 1,250.50. Leave it empty if nobody knows yet.
action-cost-wrong = Write the cost in numbers, like 250 or 1,250.50
# Saved by a colleague since the page was opened.
action-meanwhile = Somebody changed this action while you were writing. What they changed stands above. Your words are still here: save again to keep yours.
action-last = Last changed by { $who }, { $moment }.
# In the list of actions.
plan-costs = It costs { $cost }.
plan-steps-done = { $done } of { $all } steps done.

steps-title = Steps
steps-none = No steps yet. Small steps make it easier to begin.
step-new = A next step
step-new-hint = One thing somebody can do, like "Ask the school for the hall".
step-add = Add the step
step-missing = Write what the step is
step-too-many = An action has 20 steps at most. Take one out first.
step-done = Done
step-is-done = Done
step-open-again = Not done yet
step-remove = Take out

history-title = What was changed
history-link = What was changed
history-back = Back
history-none = Nothing was changed since it was written.
history-by = { $who }, { $moment }
history-added = Written
history-changed = Changed
history-points = Points were picked
history-steps = Steps
history-removed = Taken out of the plan
history-brought = Brought back
history-nothing = (nothing)
# Who looks after an action may be a person: their name is not kept in the history.
history-not-kept = (not kept here)
history-field-now = Where we are now
history-field-towards = Towards
history-field-who = Who
history-field-owner = Who looks after it
history-field-themes = Themes
history-field-by-when = By when
history-field-measure = How we will know
history-field-status = Where it stands
history-field-reason = The reason
history-field-cost = Cost
history-field-step = Step

removed-title = Actions taken out
removed-what = These are not in the plan any more. Versions that were published with them stay as they were.
removed-none = No action was taken out.
removed-on = Taken out on { $day }
removed-bring-back = Bring back
removed-link = Actions taken out: { $actions }
