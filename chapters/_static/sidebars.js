// On a narrow screen the sidebars open in dialogs of the theme. A link to a place on the page closes its dialog, which
// would hide that place; closed otherwise, the button that opened it has the focus again.
(() => {
  "use strict";
  for (const side of ["primary", "secondary"]) {
    const button = document.querySelector(`.${side}-toggle`);
    const dialog = document.getElementById(`pst-${side}-sidebar-modal`);
    let followed = false;
    dialog?.addEventListener("click", ({ target }) => {
      followed = target.closest("a") !== null;
      if (followed) dialog.close();
    });
    dialog?.addEventListener("close", () => {
      if (!followed) button?.focus();
      followed = false;
    });
  }
})();
