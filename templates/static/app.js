// Optional help on top of pages that work without it: focus on what went wrong.
'use strict';

// The summary of what was not right is read out first.
document.querySelector('#problem, #newer')?.focus();
