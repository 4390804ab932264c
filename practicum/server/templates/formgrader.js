// Put into formgrader's pages before its own scripts (practicum/server/formgrader.py): ids and names as data there too.
(() => {
  // An id may hold ?, #, % or a quotation mark: each part of an address of formgrader's goes as what it is.
  const inAddress = (url) => {
    const at = url.indexOf("/formgrader/");
    return at < 0 ? url : url.slice(0, at) + url.slice(at).split("/").map(encodeURIComponent).join("/");
  };
  const attr = $.fn.attr;
  $.fn.attr = function (name, value) {
    const given = name === "href" && typeof value === "string" ? [name, inAddress(value)] : arguments;
    return attr.apply(this, given);
  };
  // Backbone encodes a model's own id and nothing else.
  const sync = Backbone.sync;
  Backbone.sync = (method, model, options) => {
    const model_id = model instanceof Backbone.Model && !model.isNew();
    const root = model instanceof Backbone.Model ? _.result(model, "urlRoot") : _.result(model, "url");
    const url = options.url || inAddress(root) + (model_id ? "/" + encodeURIComponent(model.id) : "");
    return sync(method, model, Object.assign(options, { url, practicum_encoded: true }));
  };
  $.ajaxPrefilter((options) => {
    if (!options.practicum_encoded) options.url = inAddress(options.url);
  });

  // In the place of onclick, which the page's policy forbids.
  const calls = {
    createAssignmentModal: () => createAssignmentModal(),
    createStudentModal: () => createStudentModal(),
    toggleAllNames: () => toggleAllNames(),
    toggle_name: (on) => toggle_name(on),
  };
  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-practicum-call]");
    const name = element && element.dataset.practicumCall;
    if (Object.hasOwn(calls, name)) calls[name](element.dataset.practicumWith === "true");
  });

  // A dialog's text is text: jQuery would read a string as markup.
  document.addEventListener("DOMContentLoaded", () => {
    const make = window.createModal;
    if (make) {
      window.createModal = (id, title, body, footer) =>
        make(id, title, typeof body === "string" ? document.createTextNode(body) : body, footer);
    }
  });

  // MathJax would come from elsewhere; without it formgrader's keys would never be set up.
  window.MathJax = window.MathJax || {
    Hub: { Startup: { signal: { Interest: (told) => setTimeout(() => told("End")) } } },
  };
})();
