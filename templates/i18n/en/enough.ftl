# Have we heard enough?

enough-title = Have we heard enough?
enough-none = Nothing can be said yet: no chat has been written down and sorted into themes.
enough-sort = Sort points into themes
enough-add = Add a first person somewhere else
enough-advice-early = It is too early to say. From three sorted chats on, we show here whether new themes still come.
enough-advice-go-on = New themes still come. Go on talking.
enough-advice-one-branch = It is quiet, but only in one branch. People in one branch know each other, and say alike: start somewhere else.
enough-advice-quiet = It has become quiet in several branches. More chats of the same kind may bring little that is new. Whom have you not asked yet?
enough-lately = The last { $chats } chats, in { $branches ->
        [one] 1 branch
       *[other] { $branches } branches
    }, brought { $new ->
        [0] no new theme.
        [one] one new theme.
       *[other] { $new } new themes.
    }
enough-so-far = So far: { $themes ->
        [one] 1 theme
       *[other] { $themes } themes
    } in { $chats ->
        [one] 1 chat
       *[other] { $chats } chats
    } of { $branches ->
        [one] 1 branch.
       *[other] { $branches } branches.
    }
enough-unsorted = { $chats ->
        [one] One more chat is not sorted yet and does not count here.
       *[other] { $chats } more chats are not sorted yet and do not count here.
    }
enough-curve = How many themes were known after each chat
enough-curve-title = { $themes ->
        [one] One theme
       *[other] { $themes } themes
    } after { $chats } chats
enough-curve-how = Where the line climbs, a chat brought a new theme. Where it is flat, it did not.
enough-first-chat = first chat
enough-last-chat = chat { $n }
enough-table = The same as numbers
enough-col-chats = After
enough-col-branches = After
enough-col-themes = Themes known
enough-col-new = New
enough-after-chats = { $n ->
        [one] 1 chat
       *[other] { $n } chats
    }
enough-branches = Branch by branch
enough-branches-why = A branch is everyone who follows from one first person. What a new branch brings tells more than another chat in an old one.
enough-after-branches = { $n ->
        [one] 1 branch
       *[other] { $n } branches
    }
enough-order-holds = We tried 200 different orders of the branches. In the middle of them it became quiet after { $branches } branches.
enough-order-not = We tried 200 different orders of the branches. In most of them it has not become quiet yet.
enough-unheard-title = What is likely still unheard
enough-unheard-early = There is too little yet to say. It takes ten chats or branches with twenty mentions of themes.
# $themes: a lower bound; $share: per cent, rounded up.
enough-unheard = { $themes ->
        [0] As far as these chats can tell, no theme is missing.
        [one] At least one theme is likely still unheard.
       *[other] At least { $themes } themes are likely still unheard.
    } { $share ->
        [0] Nearly everything that comes up belongs to a theme you know.
       *[other] Of a hundred things that come up in chats like these, about { $share } would belong to a theme you do not know yet.
    } This is about the people these chats reach, not about all who live here.
enough-how = How we work this out
enough-rule-none = The rule below needs at least { $chats } sorted chats.
enough-rule-holds = By the rule below it has been quiet since chat { $chats }.
enough-rule-broken = By the rule below it was quiet at chat { $chats }, but new themes came after that.
enough-rule-not = By the rule below it has not been quiet yet.
enough-how-rule = The rule: count the themes of the first four chats. When three chats in a row bring at most one new theme for every twenty of those, it is quiet (Guest, Namey and Chen, PLoS ONE 15(5), 2020). We never stop a chain by it.
enough-how-order = The order in which branches came is chance. So we also try the rule on 200 other orders of the branches.
enough-how-unheard = Themes heard once or twice tell how many were not heard at all (Chao 1987; Chao and Jost 2012). We work it out by chats and by branches, and show the one that knows less, because people who follow each other say alike.
enough-how-units = A chat counts from the moment one of its points is in a theme. Themes that were merged count as one. Points that were taken out do not count.
