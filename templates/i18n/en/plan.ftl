# The plan: organisers write and publish it, anyone reads it.

# Where an action stands.
status-proposed = Proposed
status-agreed = Agreed
status-started = Started
status-done = Done
status-changed = Changed
status-wont_do = We will not do this
# Who does an action.
who-ourselves = We do this ourselves
who-with_help = We do this with help
who-others = Others must do this

# The public plan.
# "chats" are those with at least one point that counts.
plan-lede =
    Built from { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    } between neighbours, in { $branches ->
        [one] 1 branch
       *[other] { $branches } branches
    }. Published on { $day }.
plan-old = This is version { $n }. There is a newer one.
plan-to-newest = Read the newest plan
plan-you-said = You said, we will
plan-said = You said:
# The heading of an action that will be done, or is asked of others.
plan-will = { $place }. We will: { $towards }
plan-who = Who:
plan-by = By
plan-measure = How we will know:
plan-why = Why:
plan-why-changed = What changed, and why:
plan-why-not = Why not:
plan-refused = What we will not do, and why
plan-points =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    }, { $readable } readable.
plan-chats = Said in { $chats } of { $all } chats
plan-branches = in { $branches } of { $all } branches
plan-read-points =
    { $points ->
        [0] See what is behind action { $place }
        [one] Read the 1 point behind action { $place }
       *[other] Read the { $points } points behind action { $place }
    }
plan-themes = What people talked about
plan-themes-table = How often each theme came up
plan-in-chats = in { $chats } of { $all } chats
plan-in-branches = in { $branches } of { $all } branches
# Under the table of themes.
plan-counting = A branch is everyone who follows from one first person. We count chats, not residents: nobody was drawn by lot. Points that are private or not checked yet are counted, but nobody can read them here. The numbers and words are as they stand today: whoever takes back what they said is gone from every version.
plan-versions = Versions of this plan
plan-version = Version { $n }, { $day }
plan-none-title = There is no plan yet
plan-none-what = People are still talking. When the plan is ready, you can read it here.
plan-none-back = What this is about

# The points behind an action.
plan-back = Back to { $title }
plan-action-caption = Action { $place } of version { $n }
plan-no-points = No point stands behind this action yet.
plan-some-unread = Some points are private, are not checked yet, or may not be quoted. They count, but only the organisers can read them.
plan-picked = In people's own words
plan-said-by = { $name }
# A point without a name; chats are numbered for this page only.
plan-said-in = Somebody in chat { $chat }
plan-asked = Asked: { $question }

# A person's own page: what their words led to.
led-to-title = What your words led to
led-to-back = Back to your page
led-to-no-plan = There is no plan yet. We will write to you when there is one.
led-to-no-points = Nothing you said is written down.
led-to-you-said = You said
led-to-theme = It is part of
led-to-nothing-yet = No action rests on this yet. It still counts.
led-to-plan = Read the whole plan

# The organisers' list of actions.
plan-desk-title = Plan
plan-desk-draft = Not public yet
plan-desk-published = Version { $n } is public
plan-desk-done = Version { $n } of the plan is public now.
plan-desk-publish = Publish…
plan-desk-public = Read the public plan
plan-desk-unanswered =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    } on { $theme }, no action yet
plan-desk-none = No actions yet. Sort points into themes, then write what you will do about them.
plan-desk-bare = Nothing stands behind this action yet. Tick a theme or choose points.
plan-desk-one-branch = Everything behind this action comes from one branch only.
plan-desk-words = Title and introduction
plan-title = Title of the plan
plan-title-hint = For example: Our food plan for Marlgate
plan-title-missing = Write a title for the plan
plan-introduction = Introduction (optional)
plan-introduction-hint = How the plan came about, and what happens next. An empty line begins a new paragraph.

# One action.
action-new = Add an action
action-change = Change this action
action-back = All actions
action-now = Where are we now?
action-now-hint = What people told you, in one or two sentences. Readers see it after "You said".
action-now-missing = Write where we are now
action-towards = What will be done?
action-towards-hint = Readers see it after "We will". If you will not do it, write what was asked for.
action-towards-missing = Write what will be done
action-too-many = The plan has 200 actions. Remove one first
action-because = Because of these themes
action-because-hint = Tick all that this action answers
action-theme-counts =
    ({ $points ->
        [one] 1 point
       *[other] { $points } points
    }, { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    })
action-who = Who does it?
action-who-missing = Choose who does it
action-owner = Names of those who do it (optional)
action-owner-hint = A group, or a person who wants to be named. Anyone can read this, in older versions of the plan too.
action-by-when = By when? (optional)
action-by-when-hint = Day, month and year, for example 31/3/2027
action-day-wrong = Write a day like 31/3/2027
action-measure = How will we know? (optional)
action-measure-hint = What people will see when it is done
action-status = Where does it stand?
action-status-missing = Choose where it stands
action-reason = Why?
action-reason-hint = Needed when it changed or will not be done. People who asked for it will read this.
action-reason-missing = Say why it changed or will not be done
action-save = Save
action-picked = Points you picked
action-counts =
    { $points ->
        [one] 1 point stands
       *[other] { $points } points stand
    } behind this action, { $readable } readable.
action-none-picked = None yet. Points you pick stand first, in people's own words.
action-pick = Choose points
action-remove = Remove
action-remove-title = Remove an action
action-remove-question = Remove this action from the plan?
action-remove-what = It goes from the next version. Versions that are public already keep it.
action-remove-yes = Remove the action

# Picking points for an action.
pick-title = Choose points for this action
pick-back = Back to the action
pick-from = From
pick-from-themes = The themes of this action
pick-from-all = All points
pick-tick = Tick the points that say it best
pick-not-readable = Counts, but readers cannot see it
pick-save = Save
pick-save-next = Save and show the next page

# Between writing and publishing.
publish-title = You are about to make this plan public
publish-no-title = Give the plan a title first.
publish-no-actions = Add an action first.
publish-what = Anyone will be able to read { $title } as version { $n }.
publish-actions =
    { $actions ->
        [one] 1 action.
       *[other] { $actions } actions.
    }
# After the number of actions, from the second version on.
publish-differs = { $added } new, { $changed } changed, { $removed } removed since the last version.
publish-themes =
    { $themes ->
        [one] 1 theme with its counts.
       *[other] { $themes } themes with their counts.
    }
publish-points =
    { $points ->
        [one] 1 point behind the actions
       *[other] { $points } points behind the actions
    }, { $readable } readable. The others are counted without their words.
publish-names = No names, but first names of people who said yes to that. Check that your own words name nobody who did not agree.
publish-bare =
    { $actions ->
        [one] Nothing stands behind 1 action.
       *[other] Nothing stands behind { $actions } actions.
    }
publish-changes = What changed?
publish-changes-hint = One or two sentences. Anyone can read them.
publish-changes-missing = Write what changed
publish-tell = Do you want to tell people now?
publish-tell-hint = Everyone who said yes gets one message with a link to their own page.
publish-tell-missing = Choose whether to tell people now
publish-tell-now =
    { $people ->
        [one] Publish and tell 1 person now
       *[other] Publish and tell { $people } people now
    }
publish-tell-later = Publish only
publish-sure = I have read the plan and it may be public
publish-sure-missing = Tick that the plan may be public
publish-button = Publish
