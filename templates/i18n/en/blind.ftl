# Several people sort the same points without seeing one another, and see where they differ.

blind-title = Sort the same points twice
blind-why = Do two of you put the same point into the same theme? Find out with a few points.
blind-how = Each of you sorts the same points alone. Nobody sees what the others chose until their own part is done. Then you see where you differ. A difference mostly means that the words of a theme are not clear yet. Nothing moves into a theme by itself.
# In place of the name of somebody who is no longer in the team.
blind-left-the-team = somebody who left the team

# Taking a sample.
blind-take-title = Take a sample
blind-few-points =
    { $points ->
        [0] There are no points yet. A sample needs at least 10.
        [one] There is 1 point. A sample needs at least 10. Wait for more chats.
       *[other] There are { $points } points. A sample needs at least 10. Wait for more chats.
    }
blind-few-themes =
    { $themes ->
        [0] There are no themes yet. Make at least 2 before you take a sample.
       *[other] There is only 1 theme. Make at least 2 before you take a sample.
    }
blind-how-many = How many points?
blind-how-many-hint = They are drawn by chance, from different chats and themes, out of { $points }. If there are fewer than you choose, all of them are taken.
blind-size = { $points } points
blind-take = Take a sample
blind-choose-points = Choose how many points
blind-too-few = There are no longer enough points or themes for a sample

# The list of samples.
blind-samples = Samples
blind-sample-title =
    { $points ->
        [one] A sample of 1 point
       *[other] A sample of { $points } points
    }
blind-taken-by = Taken by { $name }, { $when }.
blind-closed-by = Closed by { $name }, { $when }.
blind-tag-closed = Closed
blind-nobody-yet = Nobody has begun.
blind-one-done = { $name } is done.
blind-one-under-way = { $name } sorted { $answered } of { $points }.
blind-you-new = You have not begun.
blind-you-begun = You sorted { $answered } of { $points }.
blind-you-see = You can see where people differ.
blind-you-wait = You are waiting for somebody else.

# One sample.
blind-back = All samples
blind-begin-what = Sort each point alone. You see what others chose when you are done.
blind-begin = Begin
blind-go-on = Go on sorting
blind-look-and-finish = Look at your answers and finish
blind-see-mine = See your answers
blind-wait = You are done. When somebody else is done too, you see here where you differ.
blind-late = The others already settle where they differ, so you cannot sort this sample any more. You can take a new one.
blind-who = Who sorts it
blind-me-done = You are done.
# Points that those who said them took out.
blind-gone =
    { $points ->
        [one] 1 point was taken out by the person who said it. It no longer counts here.
       *[other] { $points } points were taken out by those who said them. They no longer count here.
    }

# About what just happened.
blind-note-taken = The sample is ready. Ask somebody else to sort it too.
blind-note-gone = The person who said that point took it out meanwhile. Nothing was saved for it.
blind-note-left = You have not sorted all points yet.
blind-note-done = You are done. Your answers stand.
blind-note-over = You cannot change your answers any more. Nothing was saved.
blind-note-late = The others already settle where they differ. Nothing was saved.
blind-note-closed = The sample is closed.
blind-note-closed-before = The sample was closed before.
blind-note-settled = Saved. That difference is settled.
blind-note-settled-before = Somebody settled that difference before. Nothing was changed.
blind-note-not-yet = Nothing was changed. Differences are settled when everybody who began is done, you too.
blind-note-same = Saved. The points you sorted the same are in their themes.
blind-note-same-before = They were put into their themes before. Nothing was changed.

# Sorting one point of a sample.
blind-sort-title = Sort this point alone
blind-or = Or
blind-none = It fits no theme
blind-nothing-ticked = Tick a theme, or tick “It fits no theme”
blind-none-or-some = Tick themes, or tick “It fits no theme”, not both
blind-ticked-gone = A theme you ticked is no longer there. Choose again

# One's own answers.
blind-mine-title = Your answers
blind-back-sample = Back to the sample
blind-mine-fixed = Your answers stand. They cannot be changed any more.
blind-mine-left =
    { $points ->
        [one] 1 point is left to sort.
       *[other] { $points } points are left to sort.
    }
blind-mine-all = You sorted all points. You can still change your answers. When you are done, they stand for good, and you see what others chose as soon as they are done too.
blind-done = I am done
blind-not-sorted = Not sorted yet.
blind-fits-none = Fits no theme.
# Themes follow.
blind-you-said = You chose:
blind-sort-this = Sort it

# Closing a sample.
blind-close = Close this sample
blind-close-title = Close this sample?
blind-close-ends = Nobody can sort its points any more.
blind-close-shows = All who sort points here then see what was chosen. Only points that two or more people sorted are compared.
blind-close-done =
    { $people ->
        [0] Nobody is done.
        [one] 1 person is done.
       *[other] { $people } people are done.
    }
blind-close-under-way = Still sorting: { $names }.
blind-close-for-good = You cannot open it again. You can take a new sample.
blind-close-button = Close the sample

# What came of it.
blind-result = What came of it
blind-nothing-compared = No point was sorted by two people, so there is nothing to compare.
blind-share = { $same } of { $points } the same
# After the share, where more than two people sorted the points.
blind-share-all = for all { $people } of you
blind-pairs = Two by two
blind-settle-waits = You can settle differences when nobody is sorting any more. Still sorting: { $names }.
blind-differences = Where you differ
blind-no-differences = You differ nowhere.
# For those who hear the page the point follows.
blind-settle = Settle it
blind-settled-by = Settled by { $name }, { $day }.
# Themes follow.
blind-stands-in = It is in:
blind-stands-nowhere = It is in no theme.
blind-theme-gone = a theme that is no longer there
blind-same-title = What you sorted the same
blind-same-what = Nothing has moved yet. When you press the button, these points go into the themes you all chose. Nothing is taken out of a theme.
blind-same-apply =
    { $points ->
        [one] Put the 1 that is the same into its themes
       *[other] Put the { $points } that are the same into their themes
    }
blind-same-applied = They are in their themes.
blind-same-show =
    { $points ->
        [one] Show the 1 that is the same
       *[other] Show the { $points } that are the same
    }
blind-themes-title = Theme by theme
blind-themes-what = A theme that often only one of you chose may need clearer words. Follow its name to change them.
blind-col-all = Both chose it
blind-col-some = Only one chose it
blind-col-all-many = All chose it
blind-col-some-many = Only some chose it

# Settling one difference.
blind-settle-title = Settle where this point belongs
blind-said = What each of you chose
blind-settle-which = Which themes stand?
blind-settle-hint = Tick one or more. The point leaves the themes it is in that you do not tick.
blind-settle-other = Another theme (optional)
blind-settle-no-other = No other theme
blind-settle-save = Save where it belongs
blind-settle-leave = Leave it as it is
blind-settle-nothing = Tick which themes stand, or press “Leave it as it is”
