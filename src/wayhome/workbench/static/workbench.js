(function () {
  "use strict";

  // ---- charts
  var options = { ast: true, mode: "vega", renderer: "svg", actions: false, defaultStyle: false,
    tooltip: { theme: "wayhome", disableDefaultStyle: true } };
  var views = {};

  function leads(box, item) {
    var datum = item && item.datum;
    if (datum && datum.i) { return "/claim/" + encodeURIComponent(datum.i); }
    if (datum && box.dataset.why && item.mark.marktype !== "group") { return box.dataset.why; }
    return "";
  }

  function draw(box) {
    var spec = JSON.parse(document.getElementById("spec-" + box.dataset.spec).textContent);
    return window.vegaEmbed(box, spec, options).then(function (made) {
      views[box.dataset.spec] = made.view;
      box.classList.add("done");
      performance.mark("drawn");
      made.view.addEventListener("click", function (event, item) {
        var to = leads(box, item);
        if (to) { window.location.href = to; }
      });
      made.view.addEventListener("pointermove", function (event, item) {
        box.classList.toggle("leads", leads(box, item) !== "");
      });
    }, function (error) {
      box.textContent = box.getAttribute("aria-label");
      box.classList.add("done");
      console.error(error);
    });
  }

  function drawAll() {
    var boxes = Array.prototype.slice.call(document.querySelectorAll("[data-spec]:not(.done)"));
    function next() {
      var box = boxes.shift();
      if (!box) { document.body.dataset.drawn = "yes"; return; }
      draw(box).then(function () { requestAnimationFrame(function () { setTimeout(next); }); });
    }
    next();
  }
  if (window.vegaEmbed) { drawAll(); }

  // ---- choices that go by themselves
  document.querySelectorAll("[data-go]").forEach(function (field) {
    field.addEventListener("change", function () { field.form.requestSubmit(); });
  });

  // ---- what runs behind the page
  var what = document.getElementById("fit-what");
  function watch() {
    fetch("/status", { headers: { Accept: "application/json" } }).then(function (answer) { return answer.json(); }).then(function (state) {
      var running = state.running.state === "running";
      if (running && what) {
        what.textContent = state.running.what;
        document.getElementById("fit-done").textContent = state.running.done;
      }
      var bar = document.getElementById("waiting");
      if (!running && state.waiting.length === 0) {
        if (!window.wayhomeMoved) { window.location.reload(); } else if (bar) { bar.textContent = "Ready; load the page again to see it."; }
        return;
      }
      if (bar && state.waiting.length) { bar.textContent = state.waiting[0].what + ": " + state.waiting[0].done + "%"; }
      setTimeout(watch, 700);
    }, function () { setTimeout(watch, 3000); });
  }
  if (document.body.dataset.busy === "yes" && !document.querySelector("[data-keep]")) { watch(); }

  // ---- levers of a scenario
  var board = document.querySelector("[data-levers]");
  if (board) { levers(board); }

  function levers(form) {
    var busy = false, again = false, resting = 0, number = 0, shown = 0;
    var page = String(performance.timeOrigin + Math.random());

    function values() {
      var given = {};
      form.querySelectorAll("input[type=range]").forEach(function (input) {
        if (input.value !== input.dataset.usual) { given[input.name] = Number(input.value); }
      });
      return given;
    }

    function show(answer) {
      var name = form.dataset.levers;
      document.getElementById("figure-" + name).textContent = answer.figure;
      document.getElementById("range-" + name).textContent = answer.range;
      document.getElementById("change-" + name).textContent = answer.change;
      say(answer.how);
      var view = views["beside"];
      if (view) {
        Object.keys(answer.rows).forEach(function (key) { view.data(key, answer.rows[key]); });
        return view.runAsync();
      }
      return Promise.resolve();
    }

    function send(whole) {
      var mine = ++number, begun = performance.now();
      if (whole) { again = false; clearTimeout(resting); }
      var body = new URLSearchParams({ csrf: document.body.dataset.csrf, levers: JSON.stringify(values()),
        start: form.elements["start"].value, of: form.elements["of"].value, who: form.elements["who"].value, whole: whole ? "yes" : "no",
        page: page, number: mine });
      return fetch("/scenarios/try", { method: "POST", body: body, headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.json(); })
        .then(function (answer) {
          if (answer.problems) {
            say(answer.problems.join(" "));
          } else if (answer.rows && mine > shown && (mine === number || !whole)) {
            shown = mine;
            return show(answer).then(function () {
              performance.measure(whole ? "whole" : "moving", { start: begun, end: performance.now() });
            });
          }
        }).catch(function (error) {
          console.error(error);
          say("No answer: does `wayhome open` still run? Then load the page again.");
        });
    }

    function say(text) { document.getElementById("how-" + form.dataset.levers).textContent = text; }

    function ask() {
      if (busy) { again = true; return; }
      busy = true;
      send(false).then(function () {
        busy = false;
        if (again) { again = false; ask(); }
      });
    }

    form.addEventListener("input", function (event) {
      var input = event.target;
      if (input.type !== "range") { return; }
      document.getElementById("out-" + input.id).textContent =
        input.value === input.dataset.usual ? "as usual" : "× " + Number(input.value).toLocaleString("en", { maximumFractionDigits: 2 });
      window.wayhomeMoved = true;
      ask();
      clearTimeout(resting);
      resting = setTimeout(function () { send(true); }, 400);
    });
    form.querySelectorAll("[data-reset]").forEach(function (button) {
      button.addEventListener("click", function () {
        form.querySelectorAll("input[type=range]").forEach(function (input) {
          input.value = input.dataset.usual;
          document.getElementById("out-" + input.id).textContent = "as usual";
        });
        send(true);
      });
    });
    form.addEventListener("submit", function () { form.elements["levers"].value = JSON.stringify(values()); });
    form.elements["start"].addEventListener("change", function () { send(true); });
    if (Object.keys(values()).length) { send(true); }
  }

  // ---- what was typed is not lost by mistake
  document.querySelectorAll("[data-keep]").forEach(function (form) {
    var touched = false;
    form.addEventListener("input", function () { touched = true; });
    form.addEventListener("submit", function () { touched = false; });
    window.addEventListener("beforeunload", function (event) { if (touched) { event.preventDefault(); } });
  });
})();
