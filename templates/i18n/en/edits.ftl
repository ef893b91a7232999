# Organisers write the plan: what they type is kept, and they hear of each other.
edits-other =
    { $minutes ->
        [0] { $who } is changing this, too (a moment ago).
        [one] { $who } is changing this, too (1 minute ago).
       *[other] { $who } is changing this, too ({ $minutes } minutes ago).
    }
edits-kept = We kept what you had typed on { $moment }. Only you can see it. Save it, or throw it away.
edits-throw = Throw it away
# $time: when, or a place for it that the page's script fills in.
edits-saved = Kept for you at { $time }. It stands in the plan when you press “Save”.
edits-newer = Not kept: you changed this in another place. Open this page again to see it.
edits-over = This cannot be changed any more.
edits-head-meanwhile = Somebody changed the title or the introduction while you wrote. Below is what stands now. Save again to keep what you wrote.
edits-head-stands = What stands now
