// Optional help on top of pages that work without it: focus on what went wrong.
'use strict';

// The summary of what was not right is read out first.
document.querySelector('#problem, #newer')?.focus();

// A text that can be copied with one press; without script it is selected by hand.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const text = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector('[data-copied]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand('copy');
    }
    status.textContent = status.dataset.copied;
  });
}
