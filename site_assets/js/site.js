/** What this site has beside its widgets: it follows its tables and its versions, lets the pages go that are left, and its menu be opened with keys. */

import { watchDrawer } from "./elements/drawer.js";
import { letPagesGo } from "./elements/leaving.js";
import { watchTables } from "./elements/scrolling.js";
import { watchVersions } from "./version.js";

letPagesGo();
watchDrawer();
watchTables();
watchVersions();
