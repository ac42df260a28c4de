package io.ctrrank.plugin.user;

import io.ctrrank.plugin.action.LocalRequest;

/** Asks whether the caller may be told of stored histories. */
public final class TellHistoryRequest extends LocalRequest {}
