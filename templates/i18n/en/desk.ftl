# The organiser's desk: what stands on more than one of its pages.

desk-tab-overview = Chain
desk-tab-people = People
desk-tab-conversations = Chats
desk-tab-themes = Themes
desk-tab-plan = Plan
desk-tab-messages = Messages
desk-tab-setup = Set up
