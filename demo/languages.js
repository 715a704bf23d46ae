// The languages of the window, for every list of them on the page. Without this script each offers what is in the HTML: the page's own.
const LANGUAGES = ['en', 'de', 'fr', 'es', 'ar'];

for (const list of document.querySelectorAll('select[name=locale]')) list.append(...LANGUAGES.map((tag) => new Option(tag)));
