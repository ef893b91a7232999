# The demo chain's own texts that are not in its story.
demo-plan-title = Our food plan for Marlgate
demo-plan-introduction = Neighbours talked with neighbours about food, two at a time. This is what we heard, and what we will do about it.
demo-plan-changed = What came of the talks with the school and the landlords. Two actions are done. One we will not do, and we say why.
