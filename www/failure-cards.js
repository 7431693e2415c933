// @ts-check
// Words for failures of Airfob that their kind alone doesn't tell.

/** @typedef {import("./failure.js").Words} Words */

/** What a call may have done although its answer is missing, and what to do then. @type {Record<string, Omit<Words, "happened">>} */
const MAY_BE_DONE = {
  createUserWithCard: {
    title: "The user may have been issued all the same",
    todo: "Look for the user before you issue anyone again.",
  },
  sendCard: {
    title: "The card may have been sent all the same",
    todo: "Ask its holder whether it came. Sending it once more does no harm.",
  },
  reissueCard: {
    title: "The card may have been reissued all the same",
    todo: "Look at the user again to see the card’s state.",
  },
  deleteUsers: {
    title: "The users may have been deleted all the same",
    todo: "Search again to see who is still there.",
  },
  deleteCards: {
    title: "The cards may have been deleted all the same",
    todo: "Search again to see who still has one.",
  },
};

/**
 * @param {import("roomkey").RoomkeyError} error
 * @param {Words} known what the kind tells
 * @returns {Words | undefined} undefined: that is all there is to say
 */
export function cardWords(error, known) {
  const maybe = MAY_BE_DONE[error.operation];
  if (error.outcome === "unknown" && maybe) {
    return { ...maybe, happened: `${known.happened} Airfob may have done it before that.` };
  }
  const said = error.serviceMessage ? ` It says: “${error.serviceMessage}”.` : "";
  if (error.kind === "unauthorized") {
    return {
      title: "Airfob refused the e-mail or the password",
      happened: `There is no account with this e-mail and password.${said}`,
      todo: "Check both under Connection, then log in again.",
    };
  }
  if (error.kind === "rejected" && error.operation === "sendCard") {
    return {
      title: "This card can’t be sent again",
      happened: `A card can be sent until it is active on a phone, and not after that.${said}`,
      todo: "Nothing, if its holder can enter. For another phone, reissue the card.",
    };
  }
  if (error.kind === "notFound" && error.serviceMessage) {
    return {
      title: "Airfob doesn’t have it",
      happened: `The site, the user or the card is not there.${said}`,
      todo: "Check the site, then search again: someone may have deleted it in the meantime.",
    };
  }
  return undefined;
}
