/** What this site has beside its widgets: it follows its tables and its versions, lets the pages go that are left, its menu be opened with keys, figures be taken into the other language, and itself be kept for times without a network. */

import { watchDrawer } from "./elements/drawer.js";
import { watchLanguages } from "./elements/languages.js";
import { letPagesGo } from "./elements/leaving.js";
import { watchTables } from "./elements/scrolling.js";
import { watchOffer } from "./offline/offer.js";
import { watchVersions } from "./version.js";

letPagesGo();
watchDrawer();
watchLanguages();
watchTables();
watchVersions();
watchOffer();
