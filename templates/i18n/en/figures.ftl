# The evidence of themes: the table, a theme's page, and how the figures are worked out.

# Beside a theme that most chats only passed on.
flag-echoed = Mostly echoed
# Above the table: in which order it stands.
figures-order = Order
figures-order-own = Our own order
figures-order-chats = Most chats
figures-order-apart = Most often separately
figures-order-recent = Last heard
# A column, and a row of numbers: how often it came up by itself, not passed on.
figures-separately = Arose separately
figures-times =
    { $n ->
        [one] once
       *[other] { $n } times
    }
figures-last-heard = Last heard
figures-first-heard = First heard
# Below the name of a theme in the table.
figures-part-of = Part of { $theme }
figures-how-link = How these numbers are worked out
figures-file = Download the table (CSV)

# The file: one column each.
figures-file-theme = Theme
figures-file-part-of = Part of
figures-file-points = Points
figures-file-readable = Points anyone may read
figures-file-strengths = Points: strong
figures-file-needs = Points: needed
figures-file-ideas = Points: idea
figures-file-offers = Points: offer
figures-file-chats = Chats it was said in
figures-file-chats-all = Chats in all
figures-file-branches = Branches it was said in
figures-file-branches-all = Branches in all
figures-file-apart = Arose separately
figures-file-effective = Branches it is spread over as if evenly
figures-file-largest = Part of its chats in its largest branch (0 to 1)
figures-file-first = First heard
figures-file-last = Last heard
figures-file-flags = Take care
figures-file-tier = How firm
figures-file-worth = Separate chats these chats are worth
figures-file-low = Chats in every 100 like these: low end
figures-file-high = Chats in every 100 like these: high end

# A theme's page, first of all: what nobody said, or in how many chats it was said. Never a share of residents.
figures-unsaid =
    { $known ->
        [0] Nothing has been said yet.
        [one] Nobody has said this yet, in 1 chat.
       *[other] Nobody has said this yet, in { $known } chats.
    }
figures-in =
    In { $chats } of { $known ->
        [one] 1 chat
       *[other] { $known } chats
    }, in { $branches } of { $all ->
        [one] 1 branch
       *[other] { $all } branches
    }.
figures-apart =
    { $times ->
        [one] It arose in one place and was passed on from there.
       *[other] It arose separately { $times } times.
    }
# How firm it stands, in one sentence.
figures-tier-strong = Firm: it came up separately at least 4 times, spread over several branches.
figures-tier-some = Some ground: it came up separately in more than one branch.
figures-tier-single = Thin: so far it all goes back to one branch or one source.
# How often it comes up. Both numbers are chats out of 100.
figures-often = If chats like these went on, between { $low } and { $high } in every 100 would bring this up. This is about chats in this chain, not about everybody who lives here.
figures-worth = Chats of one branch echo each other, for people ask people they know. So these { $known } chats are worth about { $worth } separate ones. The fewer they are worth, the wider the range.
figures-redrawn = As a check, we drew the branches again, by chance, many times: that gives between { $low } and { $high } in every 100.
figures-too-few = It is too early to say how often this comes up. That takes 10 chats, and 5 of them that followed from another.
figures-largest = { $largest } of the { $chats } chats are in one branch, the largest.
figures-effective = That is as if it was spread evenly over { $worth } branches.
figures-numbers = In numbers
figures-where = Where in the chain it was said
# What a screen reader says of the picture.
figures-picture-label = A picture of the chain. { $words } The table below says it branch by branch.
# What the dots of the picture mean.
figures-dot-said = said it
figures-dot-unsaid = did not
figures-dot-unknown = not known
figures-strips = This chain is too large for a picture. Each branch has a strip: its first chats at the start, its latest at the end. The fuller a piece, the more of those chats said it.
figures-by-branch = The same, branch by branch
figures-branch = Branch
figures-strip = From first to last
figures-branch-of = { $n }. Branch of { $name }
# Chats that were erased, or of which nothing was kept: they are neither a yes nor a no.
figures-unknown =
    { $n ->
        [one] and 1 not known
       *[other] and { $n } not known
    }
figures-more-branches =
    { $branches ->
        [one] 1 more branch
       *[other] { $branches } more branches
    }: said in { $said } of { $known } chats.

# How the figures are worked out: a page of its own, in plain words.
figures-how-title = How these numbers are worked out
figures-how-lede = They are counted anew from what people said, each time a page is opened. None of them says how many residents think so: nobody was drawn by lot.
figures-how-title-chats = Chats
figures-how-chats = A theme counts once in a chat, however often it was said there. We count out of all chats of which something was kept. A chat that was erased, or of which nothing was kept, is neither a yes nor a no.
figures-how-title-branches = Branches
figures-how-branches = A branch is everything that goes back to one first person. We count branches in which at least one chat said it, out of branches with a chat that counts.
figures-how-title-apart = Arose separately
figures-how-apart = A chat counts here when it said it, and the chat that led to it did not. When nothing is known of that chat, we look at the one before it. This is the most it can be: an idea may skip a chat on its way.
figures-how-title-spread = Spread
figures-how-spread = If half of the chats that said it are in one branch and half in another, it is spread over 2 branches. If nearly all are in one, it is spread over little more than 1. It is one divided by the chance that two of these chats, taken at random, are of the same branch.
figures-how-title-points = Points
figures-how-points = All points in the theme, in its parts, and in themes that were merged into it. A point counts once. "Readable" are those that their speaker checked, that are not private, and that may be quoted.
figures-how-title-often = How often it comes up
figures-how-often = People ask people they know, so neighbours in the chain often say the same. We look at how alike chats are that follow each other, and work out how many chats that know nothing of each other they are worth. With few pairs to look at, we take it that they are rather alike. The range would hold the true value about 19 times in 20, if themes pass along the chain in this way. It needs 10 chats, and 5 that followed from another.
figures-how-title-redrawn = The check
figures-how-redrawn = We put the chain together again by chance, 2,000 times (less often when it is very large): first people drawn anew, then those they led to, and so on. It is shown with 10 first people or more, or when most chats that led on led to two or more. In long single lines it would look far too sure.
figures-how-title-flags = Flags
figures-how-flags = "Said in one chat": keep it in view, it may be the first to say so. "One branch only": several chats, all from the same first person. "Mostly echoed": four chats or more, of which half or fewer arose separately, or more than 8 in 10 are in one branch of three or more.
figures-how-title-tier = How firm
figures-how-tier = Firm: it arose separately at least 4 times and is spread over at least 2.5 branches. Some ground: at least twice, in 2 branches. Thin: less than that. Thin does not mean wrong.
figures-how-title-gone = What was taken back
figures-how-gone = Points that were taken out, taken back or erased leave all numbers at once. Private points and points not yet checked count, but nobody outside reads them.
figures-how-sources = Where this comes from
figures-how-source-wilson = The range: E. B. Wilson, Journal of the American Statistical Association 22 (1927), with the number of chats they are worth in place of their number.
figures-how-source-tree = The check: S. Baraff, T. McCormick, A. Raftery, Proceedings of the National Academy of Sciences 113 (2016).
figures-how-source-chain = Counting along a chain of people who ask each other, and the words "arose separately": our own, tried out on chains made by chance.
