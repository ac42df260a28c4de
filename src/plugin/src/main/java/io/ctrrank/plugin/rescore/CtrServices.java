package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.budget.WaitingRoom;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.stats.FailureLog;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.traffic.Traffic;
import io.ctrrank.plugin.user.UserResolver;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.plugin.wire.WireFormat;

/**
 * What the rescorer needs of its node.
 *
 * @param nodeName the node's name, for messages
 * @param models the node's models
 * @param vectors the node's vectors
 * @param users resolves users where this node coordinates
 * @param settings what the cluster may change while it runs
 * @param room where search threads wait for the encoder
 * @param counters what is counted of searches
 * @param inferenceFailures told when a model fails on a window
 * @param outer what searches say to those that their retrievers start
 * @param traffic chooses the model of searches that name none
 * @param itemMemory what is remembered of the items of segments
 * @param wire the format in which searches are sent to shards
 */
public record CtrServices(
    String nodeName,
    ModelRegistry models,
    NodeVectors vectors,
    UserResolver users,
    DynamicSettings settings,
    WaitingRoom room,
    RescoreCounters counters,
    FailureLog inferenceFailures,
    OuterSearches outer,
    Traffic traffic,
    ItemMemory itemMemory,
    WireFormat wire) {}
