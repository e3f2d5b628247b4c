// Small behaviours on top of pages that work without them. One module per behaviour; each looks for its
// data- attribute through event delegation, so that fragments swapped in by htmx need no set-up.
import "htmx.org";

import { startAutosubmit } from "./autosubmit.js";
import { startAway } from "./away.js";
import { startCopy } from "./copy.js";
import { startErrorFocus } from "./errors.js";
import { startGrid } from "./grid.js";
import { startFind } from "./find.js";
import { startFolds } from "./folds.js";
import { startHotkeys } from "./hotkeys.js";
import { startMentions } from "./mentions.js";
import { startMenus } from "./menus.js";
import { startPicks } from "./picks.js";
import { startSendOnce } from "./once.js";
import { startShortcuts } from "./shortcuts.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startUnsaved } from "./unsaved.js";

for (const start of [
  startAutosubmit,
  startAway,
  startCopy,
  startErrorFocus,
  startGrid,
  startFind,
  startFolds,
  startHotkeys,
  startMentions,
  startMenus,
  startPicks,
  startSendOnce,
  startShortcuts,
  startTheme,
  startToasts,
  startUnsaved,
]) {
  start();
}
