/* Follows a case: when the server says that something has changed, the page is fetched again and put in place. */
(function () {
  'use strict';
  var main = document.getElementById('content');
  var news = document.getElementById('news');
  var print = document.querySelector('.print');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', function () {
      window.print();
    });
  }
  // Letters that the device lacks come when the page already stands; whoever saves data does without.
  window.addEventListener('load', function () {
    if (navigator.connection && navigator.connection.saveData) return;
    var fonts = document.createElement('link');
    fonts.rel = 'stylesheet';
    fonts.href = '/pages/fonts.css';
    document.head.appendChild(fonts);
  });
  var address = main && main.getAttribute('data-follows');
  if (!address || !window.EventSource || !window.fetch || !window.DOMParser) return;
  document.documentElement.className += ' follows';

  var known = main.innerHTML;
  var timer;
  function refresh() {
    timer = undefined;
    fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } })
      .then(function (answer) {
        // Logged out or gone: the whole page says so better than a part of it.
        if (!answer.ok || answer.redirected) return location.reload();
        return answer.text().then(function (text) {
          var fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('content');
          if (!fresh) return;
          // It has ended: nothing more will come.
          if (!fresh.hasAttribute('data-follows')) source.close();
          if (fresh.innerHTML === known) return;
          var focused = main.contains(document.activeElement) && document.activeElement.getAttribute('href');
          known = fresh.innerHTML;
          main.innerHTML = known;
          // Whoever goes by keyboard stays where they were.
          var links = focused ? main.querySelectorAll('a[href]') : [];
          for (var i = 0; i < links.length; i += 1) {
            if (links[i].getAttribute('href') === focused) links[i].focus();
          }
          news.textContent = main.getAttribute('data-news');
        });
      })
      .catch(function () {});
  }
  var source = new EventSource(address);
  source.addEventListener('changed', function () {
    // Several changes in a moment are one.
    if (timer === undefined) timer = setTimeout(refresh, 150);
  });
})();
