// Optional help on top of pages that work without it: focus on what went wrong, leave a page for good.
'use strict';

// The summary of what was not right is read out first.
document.querySelector('#problem, #newer')?.focus();

// "Leave this page": the page that is left does not stand behind the Back button.
document.querySelector('#leave')?.addEventListener('click', (event) => {
  event.preventDefault();
  location.replace(event.currentTarget.href);
});
