/** What a host is told when a chat's state has become another one. Pure; what happened in a log or to the record is told elsewhere. */
import type {ChatEventDetails, ChatEventType, CommonDetail} from '../model/chat-event.js';
import type {ChatState} from '../model/chat-state.js';
import type {Feedback} from './feedback.js';
import {namesOf} from './prechat-form.js';

/** An event without what all events have; the third says where that differs from the current session, this tab and now. */
export type Told = {readonly [Type in ChatEventType]: readonly [Type, ChatEventDetails[Type], Partial<CommonDetail>?]}[ChatEventType];

/** The events between two states, in their order. `feedback` knows whether a survey was answered in this tab. */
export function differences(before: ChatState, now: ChatState, feedback: Pick<Feedback, 'isOwn'>): readonly Told[] {
  const told: Told[] = [];
  const {status, owner, queue, idle, csat} = now.session;
  if (status !== before.session.status || owner !== before.session.owner) {
    told.push(['chat-status', {status, previous: before.session.status, owner}, {sessionId: now.session.id ?? before.session.id}]);
  }
  if (now.connection !== before.connection) told.push(['chat-connection', {status: now.connection, previous: before.connection}]);
  if (queue && JSON.stringify(queue) !== JSON.stringify(before.session.queue)) told.push(['chat-queue', queue]);
  if (now.unread !== before.unread) told.push(['chat-unread', {unread: now.unread}]);
  const {availability} = now;
  if (availability && (availability.state !== before.availability?.state || availability.reopensAt !== before.availability.reopensAt)) {
    const {state, reopensAt} = availability;
    told.push(['chat-availability', {state, ...(reopensAt !== undefined && {reopensAt})}]);
  }
  if (isAsked(now) && !isAsked(before)) told.push(['chat-prechat', {change: 'shown', names: namesOf(now.prechat!.fields)}]);
  if (idle?.endsAt !== before.session.idle?.endsAt) told.push(['chat-idle', {endsAt: idle?.endsAt ?? null}, {sessionId: (idle ? now : before).session.id}]);
  // What was there when the transcript came is no news.
  const known = before.session.id === now.session.id && before.history !== 'none' && before.history !== 'loading' ? before.session.csat : csat;
  if (csat && (csat.id !== known?.id || csat.at !== known.at)) {
    const {id: surveyId, at, score} = csat;
    if (csat.id !== known?.id && at === undefined) told.push(['chat-csat', {surveyId, change: 'requested'}]);
    if (at !== undefined) {
      const detail = {surveyId, change: score === undefined ? 'skipped' : 'given', ...(score !== undefined && {score})} as const;
      told.push(['chat-csat', detail, {origin: feedback.isOwn(surveyId) ? 'this-tab' : 'other-tab'}]);
    }
  }
  return told;
}

function isAsked({prechat, window}: ChatState): boolean {
  return prechat !== null && window === 'shown';
}
