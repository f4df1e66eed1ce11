// Starts the behaviour of the NHS design system's components.
import { initAll } from "../vendor/nhsuk-frontend.min.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// Only a picker that hands over to the frame which opened it needs that frame. No page that is
// visited after this one could lead it elsewhere then.
if (!("keepsOpener" in document.body.dataset)) window.opener = null;
