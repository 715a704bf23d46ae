// Chooses the bot: an OpenAI-compatible endpoint where one is configured, else the documents alone.
import type { Bot } from './bot.js';
import { Knowledge } from './knowledge.js';
import { KnowledgeBot } from './knowledge-bot.js';
import { OpenAiBot, type OpenAiConfig } from './openai-bot.js';

export { BotError, type AnswerRequest, type Bot, type BotEvent, type BotTurn } from './bot.js';
export { summarise } from './reply.js';
export { KNOWLEDGE_PATH, readKnowledgeFile } from './knowledge.js';

/** Where the documents are, and which endpoint, if any, writes the answers. */
export interface BotConfig {
  /** A folder of Markdown files; read once. */
  readonly knowledgeFolder: string;
  readonly openai?: OpenAiConfig;
}

/** Reads the knowledge folder and makes the bot. Rejects when the folder cannot be read; contacts no endpoint yet. */
export async function createBot(config: BotConfig): Promise<Bot> {
  const knowledge = await Knowledge.read(config.knowledgeFolder);
  return config.openai === undefined ? new KnowledgeBot(knowledge) : new OpenAiBot(config.openai, knowledge);
}
