# Organisers' pages about chats, points and themes.

points = Points
chats = Chats
branches = Branches
theme = Theme
kinds = Kinds
order = Order
# A count out of all: "14 of 48".
n-of-n = { $n } of { $all }
# How many points, and how many of them anyone may read.
points-readable =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    }, { $readable } readable
# "In 14 of 48 chats": never a share of the residents.
in-chats = In { $chats } of { $all } chats
in-branches = in { $branches } of { $all } branches
move-up = Up
move-down = Down
# Beside a theme that only one chat spoke of.
flag-said-once = Said in one chat
# Beside a theme that several chats spoke of, all of them going back to the same first person.
flag-one-branch = One branch only

# The list of chats.
chats-title = Chats
chats-search = A name
chats-state = Where it stands
chats-any-state = All
chats-show = Show
chats-show-all = Show all chats
chats-none = No chat fits.
chats-count =
    { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    }
chats-between = Who talks
chats-moved = Last news
chats-nothing-kept = Nothing kept
chats-back = All chats

# One chat.
chat-title = Chat between { $initiator } and { $partner }
chat-between = { $initiator } and { $partner }
# Stands for the name of somebody who was forgotten.
name-gone = somebody who left
chat-who-wrote = { $initiator } asked and wrote down what { $partner } said.
chat-invited = Invited
chat-agreed = Said yes
chat-contacted = In touch
chat-recorded = Written down
chat-checked = Checked
chat-ended = Ended
chat-nothing-kept = They talked and wanted nothing written down.
chat-no-points = Nothing is written down yet.
# Where the check of a point stands.
point-checked = Checked by the person who said it
point-unchecked = Not checked yet
point-struck = Taken out
point-withdrawn = Taken back
# In place of the words of a point that its speaker took out, at the check or later.
point-gone-struck = The person who said this took it out. It does not count.
point-gone-withdrawn = The person who said this took it back. It does not count.
point-private = Private
# What the speaker said about quoting.
quote-unanswered = May not be quoted: not answered yet
quote-none = May not be quoted
quote-no_name = May be quoted without a name
quote-first_name = May be quoted with the first name
# Opens the earlier wordings of a point.
point-earlier =
    { $n ->
        [one] 1 earlier wording
       *[other] { $n } earlier wordings
    }
point-written-by = { $name }, { $at }
point-themes = Themes:
point-no-theme = In no theme yet.
point-change-themes = Change themes
point-from = Chat between { $initiator } and { $partner }

# The table of themes.
themes-title = Themes
themes-lede =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    } from { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    } in { $branches ->
        [one] 1 branch
       *[other] { $branches } branches
    }.
themes-sort =
    { $left ->
        [one] Sort 1 point
       *[other] Sort { $left } points
    }
themes-list = See all points as a list
themes-none = No themes yet. Add one here, or while you sort.
themes-table = What people talked about
themes-new = A new theme
themes-add = Add the theme
themes-back = All themes

# One theme.
theme-name = Name
theme-name-hint = A few words, for example: Opening hours
theme-name-missing = Write a name for the theme
theme-name-taken = There is a theme of this name already. Use that one, or choose another name
theme-meaning = What belongs here (optional)
theme-meaning-hint = This is shown in the public plan.
theme-change = Name and meaning
theme-points = Points in this theme
theme-no-points = No points yet.
theme-remove = Remove this theme
theme-remove-title = Remove a theme
theme-remove-question = Remove the theme { $name }?
theme-remove-free = No point and no action rests on it. Nothing else changes.
theme-remove-yes = Remove the theme
theme-rests-points =
    { $points ->
        [one] You cannot remove it yet: 1 point is in it. Put that point into another theme first.
       *[other] You cannot remove it yet: { $points } points are in it. Put them into other themes first.
    }
theme-rests-actions =
    { $actions ->
        [one] You cannot remove it yet: 1 action of the plan rests on it. Change that action first.
       *[other] You cannot remove it yet: { $actions } actions of the plan rest on it. Change them first.
    }
theme-rests-plan = You cannot remove it: a published plan speaks of it. You can change its name.
