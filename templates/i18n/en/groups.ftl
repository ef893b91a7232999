# Suggested groups: points in no theme that could be one; and points in nearly the same words.

groups-title = Suggested groups
groups-lede = Points that are in no theme yet and use the same words. Look at each group: it may be a theme. Nothing is sorted until you do it.
# Links between the three pages.
groups-link = Suggested groups
groups-alike-link = Nearly the same words
groups-passed-link = Not a theme
groups-found =
    { $groups ->
        [one] There is 1 group.
       *[other] There are { $groups } groups.
    }
groups-letters = They are found by their letters, not by what they mean, so some will not fit, and the same thought in another language is missed.
groups-part = Looked at the newest { $looked } of { $all } points in no theme.
# How widely a group, or a set in nearly the same words, was heard.
groups-counts =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    } from { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    }, in { $branches ->
        [one] 1 branch
       *[other] { $branches } branches
    }. { $times ->
        [one] It arose once.
       *[other] It arose separately { $times } times.
    }
# In place of words for a group that has none.
groups-nameless = Points that are alike
# Beside the point that is quoted.
groups-middle = The one most like the others.
groups-look =
    { $points ->
        [one] Look at the 1 point
       *[other] Look at the { $points } points
    }
groups-pass = Not a theme
groups-pass-what = If these points do not belong together, say so. The group is not offered again. You can bring it back.
groups-all-sorted = Every point is in a theme.
groups-none =
    { $points ->
        [one] 1 point is in no theme yet, and there is no group to show.
       *[other] { $points } points are in no theme yet, and there is no group to show.
    }
groups-needs = A group needs { $points } points that use the same words, from { $chats } chats, and it must have arisen separately { $times } times: what one chat said and the next passed on counts once.
groups-none-passed =
    { $groups ->
        [one] 1 group was passed by: not a theme
       *[other] { $groups } groups were passed by: not a theme
    }
groups-sort-one-by-one = Sort points one by one

# One group, and one set in nearly the same words.
groups-one-title = Could this be a theme?
groups-alike-one-title = Nearly the same words
groups-back = Back to all groups
groups-alike-back = Back to the list
groups-tick = Tick the points that belong together
groups-choose-all =
    { $points ->
        [one] Choose the 1 point on this page
       *[other] Choose all { $points } points on this page
    }
groups-make = Make a new theme of the ticked points
groups-name = Name of the new theme
groups-name-hint = Words from the points may stand here. Change them to a name that people understand.
groups-name-missing = Write a name for the new theme
groups-make-button = Make this theme
groups-or-into = Or put the ticked points into a theme that is there
groups-into-missing = Choose a theme
groups-into-button = Put them there

# What happened to a group.
groups-note-passed = The group is not offered any more. You find it under "Not a theme".
groups-note-back = The group may be offered again.
groups-note-back-before = Somebody brought that group back before.
groups-note-regrouped = These points have changed since you opened the page: some were sorted, changed or taken out. Nothing was saved by this.
groups-note-some-gone = Some of the points were taken out by those who said them. The others are sorted.

# Groups that somebody said are not a theme.
groups-passed-title = Groups that are not a theme
groups-passed-lede = Somebody said so. These points are not offered as a group, unless you bring it back or most of the group changes.
groups-passed-none = There are none.
groups-passed-by = { $name } said so, { $day }
groups-passed-apart = These points are no group at the moment.
groups-passed-gone = The points were taken out since.
groups-offer-again = Offer it again

# Points in nearly the same words.
groups-alike-title = Nearly the same words
groups-alike-lede = Points whose words are nearly the same. What one chat heard and the next one handed on is passed along: it is no new support.
groups-alike-part = Looked at the newest { $looked } of { $all } points.
groups-alike-none = No two points use nearly the same words.
groups-passed-along = Passed along
groups-passed-what = A chat handed it on to the next one. That is no new support.
groups-said-again = Said again
groups-said-again-what = None of these chats handed it on to another: no one of them comes straight before another.
# On the page of a point; a link to the other one follows.
groups-passed-from = The chat before this one said nearly the same, so this is no new support.
groups-passed-earlier = See that point
groups-alike-more =
    { $points ->
        [one] and 1 more
       *[other] and { $points } more
    }
groups-alike-sort =
    { $points ->
        [one] Look at the 1 point and sort it
       *[other] Look at the { $points } points and sort them
    }
# A button: one press puts the others where some are.
groups-alike-quick =
    { $points ->
        [one] Put the other one into { $theme }
       *[other] Put the other { $points } into { $theme }
    }
