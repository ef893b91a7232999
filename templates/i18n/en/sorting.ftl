# Organisers' pages for sorting points into themes, the list of points, and one point.

# In place of a name that was struck out, in everything public. In the language of the point.
hidden-name = [name]

# Sorting one point after the other.
sort-title = Group points into themes
# Above the heading: "Point 12 of 31, 19 left".
sort-progress = Point { $place } of { $all }, { $left } left
# After the progress, while going through what was skipped.
sort-again-now = You skipped this one before.
sort-whole-chat = See the whole chat
sort-strike = Strike out a name
sort-which = Which themes does this belong to?
sort-which-hint = Tick one or more.
sort-which-hint-keys = Tick one or more. The number keys 1 to 9 tick them too.
sort-keys = Keys you can use
# Above the themes this organiser used last.
sort-recent = Used last
# Above themes that the words of the point are like. None is ticked.
sort-suggested = Suggested: look before you tick
# Beside a suggested theme: words that stand in the point and in points of the theme.
sort-shared-words = Shares the words: { $words }
# Opens the themes that were neither used last nor suggested.
sort-rest =
    { $themes ->
        [one] 1 other theme
       *[other] { $themes } other themes
    }
# Beside a theme that is part of another, where it does not stand below it.
sort-part-of = Part of { $theme }.
sort-new-theme = Add a new theme (optional)
sort-save = Save and show the next point
sort-skip = Skip
sort-nothing-ticked = Tick a theme, write a new one, or press Skip
sort-no-points = There are no points yet. They come when people write down their chats.
sort-all-done =
    { $all ->
        [one] Your one point is in a theme.
       *[other] All { $all } points are in themes.
    }
sort-end =
    { $left ->
        [one] That was the last one. You skipped 1 point.
       *[other] That was the last one. You skipped { $left } points.
    }
sort-again = See what I skipped again
sort-more =
    { $left ->
        [one] 1 point is in no theme yet.
       *[other] { $left } points are in no theme yet.
    }
sort-go-on = Go on sorting
sort-undo = Undo
# After "Undo", for those who hear the page.
sort-undo-what = what you did last
# Above the point, about what just happened.
sort-note-resumed = You go on after the last point you did.
sort-note-gone = The person who said that point took it out meanwhile. Nothing was saved for it.
sort-note-undone = Taken back.
sort-note-already = That was taken back before.
sort-note-changed = Not taken back: somebody has sorted it since, or took the point out.

# What this organiser did last; the point's words and "Undo" follow.
press-skipped = You skipped a point.
press-theme-gone = You sorted a point into a theme that is no longer there.
press-added = Saved in { $added }.
press-removed = Taken out of { $removed }.
press-moved = Saved in { $added }, taken out of { $removed }.
press-added-many = { $points } points were added to { $added }.
press-removed-many = { $points } points were taken out of { $removed }.
press-moved-many = { $points } points were put into { $added }, out of { $removed }.

# The keys for sorting.
keys-title = Keys for sorting
keys-always = These keys always work
key-tab = Tab
key-shift-tab = Shift + Tab
key-space = Space
key-enter = Enter
keys-tab = goes to the next theme, field or button.
keys-shift-tab = goes back.
keys-space = ticks a theme, or takes the tick away.
keys-enter = on a theme or in the field for a new one: saves, and shows the next point.
keys-numbers = Number keys
keys-numbers-what = The keys 1 to 9 can tick the themes with these numbers. They do nothing while you write in a field, and nothing together with Ctrl, Alt or Shift. They need a browser that runs scripts.
keys-numbers-off = They are off unless you turn them on here. Leave them off if you speak to your computer. This is for you alone, in all your chains.
keys-turn-on = Number keys tick themes
keys-now-on = Number keys are on.
keys-now-off = Number keys are off.

# The list of points.
points-title = All points
points-search = Words in the point
points-in-theme = In theme
points-any-theme = Any
points-unsorted = In no theme yet
# Opens the other filters.
points-more-filters = More filters
points-kind = Kind
points-any-kind = All kinds
points-question = Question
points-any-question = All questions
points-by = Said by
points-by-any = Anyone
points-by-asked = Who was asked
points-by-asker = Who asked, and wrote it down
points-checked = Check
points-checked-any = All
points-checked-yes = Checked
points-checked-no = Not checked
points-language = Language
points-any-language = All languages
# A filter: all chats that go back to one first person.
points-branch = Branch that began with
points-any-branch = All branches
points-show = Show
points-none = No point fits.
points-show-all = Show all points
points-tick =
    { $points ->
        [one] 1 point
       *[other] { $points } points
    }. Tick those that belong together
points-all-here =
    { $points ->
        [one] The 1 point on this page
       *[other] All { $points } points on this page
    }
points-with-ticked = The ticked points
points-into = Theme they go to
points-choose-theme = Choose a theme
points-new-theme = Or a new theme (optional)
points-add = Add to theme
points-move = Move there from { $theme }
points-take-out = Take out of { $theme }
# In the row of one point.
points-move-to = Move to
points-move-one = Move
points-none-ticked = Tick at least one point
points-no-theme = Choose a theme, or write a new one
points-choose-theme-first = Choose the theme the point moves to
points-theme-gone = This theme is no longer there. Choose another
points-nothing-changed = Nothing changed: the points stand there already, or were taken out by those who said them

# One point.
point-title = One point
point-more = About this point
point-names-struck = Names struck out
point-who = Who talked
point-who-wrote = { $initiator } wrote down what { $partner } said, { $day }
point-who-own = { $initiator } said this in the chat with { $partner }, and wrote it down, { $day }
point-question = Question
# What a point says of its theme.
point-stance-for = For
point-stance-mixed = For and against
point-stance-against = Against
# What happened to a point; day and time follow.
point-trail = What happened to this point
point-event-written = { $name } wrote it down.
point-event-reworded = { $name } changed the words.
point-event-skipped = { $name } skipped it.
point-event-theme-gone = { $name } sorted it into a theme that is no longer there.
point-event-added = { $name } put it into { $added }.
point-event-removed = { $name } took it out of { $removed }.
point-event-moved = { $name } put it into { $added } and took it out of { $removed }.
point-event-undone = { $name } took the last step back.

# Striking out names.
names-title = Names of other people
names-what = People sometimes name somebody who was not there. Strike such names out before anything is public. Every place where the name stands changes, in capital or small letters.
names-as-said = As it was said
names-as-said-who = { $initiator } and { $partner } go on seeing these words.
names-as-shown = As anyone may read it
names-public = These words may be public.
names-not-public = These words are not public: they are private, not checked, or may not be quoted. The names stay struck out if that changes.
names-looks = This is how it would look. Nothing is saved yet.
names-which = Which words are names?
names-no-capitals = No word has a capital letter. Look at the other words, or type the name.
names-others = Other words
names-more = Other names (optional)
names-more-hint = A comma between them
names-look = Look at it first
names-save = Strike out these names
names-clear = Show all names again
names-none = Tick a name, or type one
names-too-many = Strike out { $max } names at most
names-not-there = { $name } does not stand in these words
