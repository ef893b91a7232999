# How a chain goes, its goal and its forecast.

desk-tab-health = Health
health-title = How the chain goes
health-empty = There is nothing to count yet. Add your first people, and come back when some have talked.
# Three big numbers.
health-number-chats = { $count ->
    [one] chat written down
   *[other] chats written down
  }
health-number-turns = { $count ->
    [one] person may ask the next one now
   *[other] people may ask the next one now
  }
health-number-links = { $count ->
    [one] chat on its way
   *[other] chats on their way
  }
# Why there is no forecast.
health-too-early = It is too early to say how the chain will go. With fewer than three chats, chance decides. Here is what there is so far.
health-paused = This chain is paused. There is no forecast while nobody new can be asked.
health-closed = This chain is closed. This is how it went.

# The forecast.
health-forecast-title = What may come
# $low, $high, $middle: chats in all.
health-lead = By { $day }, expect between { $low } and { $high } chats, most likely about { $middle }.
health-lead-nothing = Nothing is open now. No more chats will come, unless somebody new begins.
health-goal-set = Your goal: { $goal } chats by { $day }. There { $chats ->
    [one] is 1 chat
   *[other] are { $chats } chats
  } now.
health-goal-passed = The day of your goal, { $day }, has passed. You hoped for { $goal } chats. There { $chats ->
    [one] is 1 chat
   *[other] are { $chats } chats
  } now.
health-goal-reached = You have reached your goal.
health-goal-none = You have set no goal. Here are the next twelve weeks.
health-goal-link = Set a goal
health-goal-change = Change the goal
# $chance: a chance in percent, from the lines below.
health-likely-very = You will very likely reach your goal. The chance is { $chance }.
health-likely = You will likely reach your goal. The chance is { $chance }.
health-likely-even = It could go either way. The chance to reach your goal is { $chance }.
health-likely-not = You will likely miss your goal. The chance to reach it is { $chance }.
health-likely-hardly = You will very likely miss your goal. The chance to reach it is { $chance }.
health-chance = about { $percent } %
health-chance-least = less than 5 %
health-chance-most = more than 95 %
health-lift = { $more ->
    [one] One more first person
   *[other] { $more } more first people
  } who say yes today would lift it from { $from } to { $to }.
health-add-people = Add first people
health-between = between { $low } and { $high }
# The picture and the table beside it.
health-chart-title = Chats in all: between { $low } and { $high } by { $day }
health-chart-legend = The bar goes from a slow run to a fast one. The dark line in it is the middle.
health-chart-goal = The dashed line is your goal.
health-weeks-title = Chats in all, week by week
health-col-day = By
health-col-range = Chats in all
health-col-middle = Most likely about
# The table of more first people.
health-more-title = With more first people
health-more-what = Here is what may change if more first people say yes today.
health-col-more = First people
health-col-chance = Chance to reach the goal
health-with-more = { $more ->
    [0] As it is now
    [one] 1 more
   *[other] { $more } more
  }
health-stopped = In { $runs } of { $all } runs the chain grew without end. They were stopped at { $most } more chats, so read the high numbers as “or more”.

# From the first message to passing it on.
health-funnel-title = How far the chats come
health-funnel-what = Of all who were asked by somebody. We know of a chat when it is written down. “Went on” leaves out what is still open.
health-col-step = Step
health-col-count = How many
health-col-on = Went on
health-col-open = Still open
health-col-days = Usual time
health-stage-invited = Asked by somebody
health-stage-agreed = Said yes
health-stage-contacted = In touch
health-stage-recorded = Talked, and written down
health-stage-passed-on = Passed it on
# $low, $high: percent; the true share is most likely between them.
health-share = { $good } of { $all }. Of the next 100, likely { $low } to { $high }
health-none-finished = none finished yet
# A share of turns, corrected for those that are still open.
health-turns = Of 100 turns, likely { $low } to { $high }. We have seen { $turns ->
    [one] 1
   *[other] { $turns }
  }
health-turns-few = { $turns ->
    [one] 1 turn
   *[other] { $turns } turns
  }, too few to say
health-no-turn = no turn yet
health-fewer-than-5 = fewer than 5
health-days = { $days ->
    [0] 1 day
    [one] 1 day
   *[other] { $days } days
  }
health-few-days = too few to say

# Passing it on.
health-passing-title = Passing it on
health-passing-what = Whoever has talked may ask the next person. We call this their turn. A first person has a turn when they say yes.
health-pass-on = Of 100 people whose turn it is, about { $middle } lead on to another chat within { $days } days. It could be as few as { $low }, or as many as { $high }.
health-pass-on-unknown = We cannot say yet how many turns lead to a chat.
# $time: "9 days".
health-half = Half of all turns have led to a chat after { $time }.
health-half-not-reached = Fewer than half of all turns have led to a chat so far.
health-mean = { $turns } turns began more than { $days } days ago. They led to { $chats } chats. For each turn to come, that is likely { $low } to { $high } chats.
health-mean-unknown = Fewer than five turns are older than { $days } days. Until more are, the forecast leans on what is usual for chains.
health-fate-ends = That is less than one chat for each turn, so every branch ends sooner or later. New first people keep the chain alive.
health-fate-open = With less than one chat for each turn, every branch ends sooner or later. With more than one, the chain grows. We cannot tell yet which it is for you.
health-fate-grows = That is more than one chat for each turn, so the chain can grow by itself. A single branch may still end.

# The two tables at the end.
health-doors-title = By how people came
health-col-door = How they came
health-col-people = People
health-col-said-yes = Said yes
health-col-chats = Chats they began
# $days: 60, or fewer while the chain is young.
health-col-passed-on = Turns that lead to a chat within { $days } days
health-door-starter = First people
health-door-nominated = Asked by somebody
health-door-pool = Public page
health-door-letter = Letter with a code
health-doors-few = Where fewer than 5 people have finished a step or had a turn, we show no share.
health-branches-title = By branch
health-branches-what = A branch is everything that began with one first person. They stand in the order in which they began.
health-col-branch = Branch
health-col-people-yes = People who said yes
health-branch = Branch { $n }
# For those who may see names.
health-branch-of = Branch of { $name }
health-branches-rest = { $count ->
    [one] 1 smaller branch
   *[other] { $count } smaller branches together
  }

# What stands folded below the forecast.
health-more-numbers = More numbers

# How it is worked out.
health-method-title = How we work this out
health-method-shares = Shares count only what is finished. The two percents beside a share are its 95 % interval (Wilson 1927). If all chains like yours were counted, the true share would lie between them 19 times out of 20. People who were forgotten still count, without a name.
health-method-passing = Passing it on is the Kaplan–Meier estimate (1958) with Greenwood’s variance and an interval on the log-minus-log scale. A turn that came to nothing is counted like one that is still open. The chats for each turn have a Gamma–Poisson interval.
health-method-forecast = The forecast lets your chain go on { $runs } times, from the chats and turns that are open now, as a branching process. How many chats a turn leads to is taken from turns older than 60 days, smoothed as if ten usual turns (half lead to none, 35 of 100 to one, 15 of 100 to two) had been seen before. How long it takes is drawn from the times your chain has shown. Where there are fewer than ten, it is drawn around their middle. The longer a step has been open, the less likely it is to go well.
health-method-range = “Between” leaves out the lowest tenth and the highest tenth of the runs. “Most likely about” is the middle run. Chances are told to the nearest 5 %.
health-method-not = What it does not know: holidays, news, or what you will do. A chat that comes to nothing is not tried again, and who waits for a partner counts only once they have one. The same day and the same data give the same numbers.
health-method-why = In a study of 24,163 email chains, 384 arrived (Dodds, Muhamad and Watts, Science 301, 2003). Most stopped because somebody did not pass it on. That is why this page is here.

# Setting the goal.
health-goal-title = Your goal
health-goal-what = How many chats do you hope for, and by when? Only the chain’s team sees this. Leave both empty to have no goal.
health-goal-chats = How many chats?
health-goal-chats-hint = In all, with those you have. For example: 60
health-goal-chats-wrong = Write a number from 1 to { $most }
health-goal-on = By which day?
health-goal-on-hint = Day, month and year, for example 31/3/2027
health-goal-on-wrong = Write a day like 31/3/2027
health-goal-on-past = Write a day that is not past
health-goal-on-far = Write a day within the next two years
