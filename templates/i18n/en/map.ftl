# The picture of the chain on its first page, the table beside it, and the poster.

map-title = The chain as a picture
# On a phone, in place of the picture: who asked whom, as a list inside a list.
map-list-title = Who asked whom
map-as-list = Show it as a list
map-skip = Skip the picture and go to the table
# What a screen reader says of the whole picture. $people: who is in it. $help: how many chats need help.
map-label = The chain as a picture. { $people ->
    [one] 1 person
   *[other] { $people } people
  }, { $branches ->
    [one] 1 branch
   *[other] { $branches } branches
  }. { $talked } talked. { $help ->
    [0] No chat needs
    [one] 1 chat needs
   *[other] { $help } chats need
  } help. The table below says the same.
map-bigger = Bigger
map-smaller = Smaller
# Above the picture: the label of a box for a name.
map-find = Find a person
# On the page of a person, and beside each person who was found: leads to the picture, with the person marked.
map-show-person = Show on the map
map-poster-link = Print as a poster
map-data-link = Get the chain as data (JSON)
# Above the picture of a large chain. $count: how many people are folded away.
map-folded = { $count ->
    [one] 1 person is folded away, so that you see where something can still happen. Open the bunch to see them.
   *[other] { $count } people are folded away, so that you see where something can still happen. Open a bunch to see them.
  }
map-opened = You opened what comes after { $person }.
map-shut = Show the whole chain
# Beside a person in the picture: what comes after them becomes one bunch. $person: their name.
map-fold-branch = Fold what comes after { $person }
map-fold-branch-unnamed = Fold what comes after this person
# The same in the list on a phone, in short.
map-fold-short = Fold
# Under the flower of somebody who left, in place of a name: a few letters.
map-left = (left)
map-unfold-what = You folded a part of the chain. Open a bunch to see it again.
map-unfold = Unfold all you folded

# What the flowers of the picture mean.
map-key-full = Full daisy: talked
map-key-wait = Dotted daisy: not talked yet
map-key-late = Dark centre: quiet for long, or needs help
map-key-over = Bud: ended before they talked

# Under a name. A link is late, or nothing can happen until somebody mends it.
map-late = quiet for { $days ->
    [one] 1 day
   *[other] { $days } days
  }
map-stuck = needs help
# In place of people who are folded away: all of them talked; or some did.
map-fold-talked = + { $count } talked
map-fold = + { $count ->
    [one] 1 person
   *[other] { $count } people
  }
map-fold-of = { $talked ->
    [0] none talked
   *[other] { $talked } talked
  }
map-fold-help = { $count ->
    [one] 1 needs help
   *[other] { $count } need help
  }

# Where somebody is, in few words: under a name in the picture there is room for about twenty letters.
map-place-first-asked = asked
map-place-first-agreed = said yes
map-place-first-talked = talked on
map-place-joined = asked to join
map-place-waiting = waits for a partner
map-place-invited = invited
map-place-bounced = message came back
map-place-agreed = said yes
map-place-contacted = in touch
map-place-recorded = talked, to be checked
map-place-checked = talked
map-place-passed-on = talked, passed it on
map-place-left-waiting = chat ended, free
map-place-declined = said no
map-place-lapsed = no answer
map-place-cancelled = ended
map-place-stopped = stopped
map-place-gone = no longer here

# Those who came by themselves and are in no branch yet.
map-waiting-title = Waiting for a partner
map-waiting-what = They have no place in the chain yet.
map-waiting-more = { $count ->
    [one] And 1 more: see the table.
   *[other] And { $count } more: see the table.
  }

# The poster: one sheet of paper, A3.
map-poster-title = Poster of the chain
map-poster-how = Print this page on A3 paper, across (landscape). Only people who have talked are on it.
# Two ways to draw it.
map-poster-without = Without names
map-poster-with = With first names
map-poster-ask = Everybody can read a wall. Hang up names only if the people said that it is fine.
map-poster-people = { $people ->
    [one] 1 person has talked
   *[other] { $people } people have talked
  }
map-poster-back = Back to the chain
map-poster-none = Nobody has talked yet. Come back after the first chat.
