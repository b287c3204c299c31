(function () {
  "use strict";
  var config = JSON.parse(document.getElementById("config").textContent);
  var options = { ast: true, renderer: "svg", actions: false, config: config, tooltip: { theme: "wayhome" } };
  document.querySelectorAll("[data-spec]").forEach(function (box) {
    var spec = JSON.parse(document.getElementById("spec-" + box.dataset.spec).textContent);
    window.vegaEmbed(box, spec, options).then(function () {
      box.classList.add("done");
    }, function (error) {
      box.textContent = box.getAttribute("aria-label");
      console.error(error);
    });
  });
  var filter = document.getElementById("filter");
  var count = document.getElementById("filter-count");
  var rows = Array.prototype.slice.call(document.querySelectorAll(".ledger tbody tr"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  filter.addEventListener("input", function () {
    var words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, i) {
      var hit = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      row.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    count.textContent = shown === rows.length ? rows.length + " claims" : shown + " of " + rows.length + " claims";
  });
})();
