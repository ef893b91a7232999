# The links above every page about what was heard (src/insight/desk.rs, Room).

evidence-rooms = What was heard
room-themes = Themes
room-sort = Sort points
room-points = All points
room-groups = Suggested groups
room-once = Said once
room-blind = Sort twice
room-enough = Have we heard enough?
room-reach = Who was heard
