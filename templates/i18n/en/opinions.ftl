# The opinion map of a vote: groups found in the answers. Words never say what a group is like.
opinions-title = Who answered alike
# $people: 40 or more.
opinions-what = { $people } people answered 20 cards or more. Those who answered alike are put together here, by their answers and nothing else. It is a rough picture of this one vote.
opinions-one = They do not fall into groups: no part of them answered clearly unlike the rest.
# For who cannot see the picture. $groups: 2 to 5.
opinions-picture = A picture of { $groups } groups. Their sizes, and what sets each apart, stand below in words.
opinions-key = A larger shape means more people. Shapes that stand near each other answered more alike.
# $letter: A to E; $people: 5 or more.
opinions-group = Group { $letter }: { $people } people
opinions-apart = What they chose more often than the others:
opinions-apart-none = Nothing sets them clearly apart.
opinions-agree = { $here } in 10 of them agree, and { $there } in 10 of the others.
opinions-disagree = { $here } in 10 of them disagree, and { $there } in 10 of the others.
opinions-all-title = What every group agrees on
opinions-all-one-title = What most of them agree on
opinions-all = About { $tenths } in 10 agree.
opinions-all-none = There is nothing that most people clearly agree on in every group.
opinions-how = A group has at least 5 people, and we tell only of cards that at least 5 people in it and 5 others answered. Nobody is drawn alone, and nobody is told which group they are in. The groups do not change the order of the actions or the money.
# For organisers, where there is no map.
opinions-lack-cards = A picture of who answered alike needs a vote with at least { $cards } cards.
opinions-lack-people =
    { $people ->
        [one] A picture of who answered alike needs 1 more person who answers at least 20 cards.
       *[other] A picture of who answered alike needs { $people } more people who answer at least 20 cards each.
    }
