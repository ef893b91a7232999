# What organisers do to themes: merge, take apart, split, put under another, order, and on which side a point stands.

# Above the name of a theme that stands under another: "Part of: Food".
theme-part-of = Part of:
# On the page of a theme that was split off.
theme-split-from = These points were first in
theme-parts = Parts
theme-made-of = Made of
# Beside a theme that came in with another: "(in Opening hours)".
theme-through = (in “{ $name }”)
theme-merged-by = merged by { $who } on { $day }.
theme-apart-link = Take apart
theme-do-merge = Merge with another theme
theme-do-split = Split
theme-do-nest = Put under another theme
theme-do-take-out = Take out or put elsewhere
theme-do-words = Change its name or place
theme-do-history = What happened to it
theme-back = Back to the theme

# Said once above a theme's page, when something was done.
theme-said-merged = The themes are merged. You can take them apart at any time.
theme-said-apart = The theme is on its own again, with its own points.
theme-said-split = The points are in a theme of their own now.
theme-said-nested = The theme has a new place.
theme-said-moved = The points are in the other theme now.
theme-said-out = The points are not in this theme any more.
theme-said-stance = Saved.
theme-said-place = The theme has a new place.

# On which side a point stands in its theme.
theme-side = On this theme, the point is
theme-sides = Show points by side
theme-side-all = All points
side-for = For
side-mixed = For and against
side-against = Against
side-unmarked = Not marked
# "9 for, 3 against, 1 for and against".
sides-for = { $points } for
sides-mixed = { $points } for and against
sides-against = { $points } against
sides-unmarked = { $points } not marked

# What can be done with points of a theme.
theme-point-change = Change this point
theme-move-to = Move to
theme-move = Move
theme-move-missing = Choose a theme to move the points to
theme-ticked = With the points you ticked
theme-ticked-to = Move them to
theme-move-ticked = Move
theme-split-ticked = Put into a new theme
theme-out-ticked = Take out of this theme

# The place of a theme in the list.
theme-place = Place in the list
theme-place-to = Place
theme-place-here = { $n } (now)
theme-place-of = { $n }: where “{ $name }” is
theme-place-move = Move here

# Merging.
theme-merge-title = Merge with another theme
theme-merge-what = Both themes then count as one, under the name of the other. You can take them apart at any time.
theme-merge-into = Which theme does it become part of?
theme-merge-no-choice = There is no other theme that it could be merged with.
theme-merge-question = Merge “{ $name }” into “{ $into }”?
theme-merge-table = What stands behind each
theme-merge-both = Both together
theme-merge-happens = What happens
theme-merge-vanishes = “{ $name }” is gone from the list. Its points count as points of “{ $into }”.
theme-merge-once = A point or chat that is in both counts once.
theme-merge-parts = These parts move along and stand under “{ $into }”:
theme-merge-no-actions = No action of the plan rests on “{ $name }”.
theme-merge-actions =
    { $actions ->
        [one] 1 action of the plan rests on it. In your draft it rests on “{ $into }” until you take the themes apart:
       *[other] { $actions } actions of the plan rest on it. In your draft they rest on “{ $into }” until you take the themes apart:
    }
theme-merge-published = Plans that are public keep their themes and names.
theme-merge-undo = Nothing is lost. Take the themes apart, and all is as it was.
theme-merge-button = Merge
theme-merge-other = Choose another theme
theme-merge-missing = Choose a theme
theme-merge-gone = This theme is not there any more. Choose another one
theme-merge-itself = A theme cannot be merged into itself. Choose another one
theme-merge-circle = That theme is part of this one already. Choose another one
theme-merge-own-part = That theme is a part of this one. Take it out first, or choose another one
theme-merge-two-levels = This theme has parts, and the other is a part itself. Choose a theme that is not a part

# Taking apart.
theme-apart-title = Take themes apart
theme-apart-question = Take “{ $name }” out of “{ $from }” again?
theme-apart-what =
    “{ $name }” is back in the list, with its { $points ->
        [one] 1 point
       *[other] { $points } points
    } from { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    }. Actions that rested on it rest on it again.
theme-apart-taken = Another theme is called “{ $name }” now. Choose another name for this one.
theme-apart-button = Take apart

# Splitting.
theme-split-title = Put points into a new theme
theme-split-what = The points you tick leave this theme and make a new one. To undo it, merge the new theme back.
theme-split-tick = Which points go into the new theme?
theme-split-none = Tick at least one point
theme-split-name = Name of the new theme
theme-split-button = Make the new theme

# Putting a theme under another.
theme-nest-title = Put under another theme
theme-nest-what = A theme counts its own points and those of its parts. A part cannot have parts.
theme-nest-stands = It is a part of “{ $name }” now.
theme-nest-out = Take it out
theme-nest-under = Put it under
theme-nest-button = Put it there
theme-nest-no-choice = There is no theme to put it under.
theme-nest-missing = Choose a theme
theme-nest-gone = This theme is not there any more. Choose another one
theme-nest-itself = A theme cannot be put under itself. Choose another one
theme-nest-has-parts = It has parts, and a part cannot have parts. Take these out first:
theme-nest-is-part = That theme is a part itself. Choose one that is not

# Removing.
theme-rests-parts =
    { $parts ->
        [one] You cannot remove it yet: 1 theme is a part of it. Take that theme out first.
       *[other] You cannot remove it yet: { $parts } themes are parts of it. Take them out first.
    }
theme-rests-made-of =
    { $themes ->
        [one] You cannot remove it yet: 1 theme was merged into it. Take it apart first.
       *[other] You cannot remove it yet: { $themes } themes were merged into it. Take them apart first.
    }

# Somebody else was faster.
theme-late-title = Somebody was faster
theme-late-what = A colleague changed this while you had the page open. Your change was not saved.
theme-late-point = { $who } sorted this point last, on { $at }.
theme-late-now = See “{ $name }” as it is now

# What happened to a theme, the newest first.
theme-history-title = What happened to this theme
theme-history-back = Back to the theme
theme-history-none = Nothing is noted yet.
theme-history-table = The newest first
theme-history-when = When
theme-history-what = What
# Stands for the name of a theme that nothing is known of.
trail-gone = another theme
trail-made = { $who } made the theme “{ $before }”.
trail-named = { $who } changed the name from “{ $before }” to “{ $after }”.
trail-meaning = { $who } changed the words about what belongs here.
trail-merged-into = { $who } merged it into “{ $other }”.
trail-merged-here = { $who } merged “{ $other }” into it.
trail-apart-from = { $who } took it out of “{ $other }” again.
trail-apart-here = { $who } took “{ $other }” apart from it.
trail-split-from =
    { $points ->
        [one] { $who } made it of 1 point from “{ $other }”.
       *[other] { $who } made it of { $points } points from “{ $other }”.
    }
trail-split-here =
    { $points ->
        [one] { $who } put 1 point into a new theme, “{ $other }”.
       *[other] { $who } put { $points } points into a new theme, “{ $other }”.
    }
trail-under = { $who } put it under “{ $other }”.
trail-part-came = { $who } put “{ $other }” under it.
trail-out-of = { $who } took it out from under “{ $other }”.
trail-part-left = { $who } took “{ $other }” out from under it.
trail-removed = { $who } removed it.
