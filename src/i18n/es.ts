/** The window's words in Spanish. */
import type {LauncherStrings} from './launcher-strings.js';
import type {ChatStrings} from './strings.js';

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many);

export const strings: ChatStrings = {
  locale: 'es',
  dir: 'ltr',

  assistant: 'Asistente',
  agent: 'Soporte',
  you: 'Tú',
  greeting: '¡Hola! ¿En qué podemos ayudarte?',

  hide: 'Ocultar el chat',
  end: 'Terminar',
  endLong: 'Terminar este chat',
  confirmTitle: '¿Terminar este chat?',
  confirmText: 'La conversación se cerrará para todos los participantes.',
  confirmEnd: 'Terminar chat',
  confirmKeep: 'Seguir chateando',
  waiting: 'Esperando a una persona',

  transcript: 'Conversación',
  loadingHistory: 'Cargando la conversación',
  today: 'Hoy',
  yesterday: 'Ayer',
  newMessages: (count) => plural(count, '1 mensaje nuevo', `${count} mensajes nuevos`),
  latest: 'Ir al último mensaje',
  typing: (names) => (names.length === 1 ? `${names[0]} está escribiendo` : `${names.join(' y ')} están escribiendo`),
  by: (author, time) => `${author}, ${time}`,
  sources: 'Fuentes',
  suggestions: 'Respuestas sugeridas',
  stopped: 'Detenido',

  queued: 'Pendiente de envío',
  sent: 'Enviado',
  delivered: 'Entregado',
  failed: 'No enviado',
  retry: 'Reintentar',
  discard: 'Descartar',

  talkToPerson: 'Hablar con una persona',
  queueFinding: 'Estamos buscando a alguien para ti',
  queueNext: 'Eres el siguiente',
  queuePosition: (position) => `Eres el número ${position} en la cola`,
  queueHint: 'Mientras tanto puedes seguir escribiendo.',
  estimate: (minutes) => plural(minutes, 'Alrededor de un minuto', `Alrededor de ${minutes} minutos`),
  cancelWaiting: 'Dejar de esperar',

  joined: (name) => `${name} se ha unido`,
  left: (name) => `${name} ha salido`,
  toQueue: 'Has pedido hablar con una persona',
  toBot: 'El asistente vuelve a responder',
  ended: {
    visitor: () => 'Has terminado este chat',
    agent: (name) => `${name ?? 'Soporte'} ha terminado este chat`,
    bot: (name) => `${name ?? 'El asistente'} ha terminado este chat`,
    host: () => 'Este chat ha terminado',
    timeout: () => 'Este chat ha terminado por inactividad',
    server: () => 'Este chat ha terminado',
  },
  ending: 'Terminando el chat…',
  startNew: 'Empezar un chat nuevo',

  message: 'Mensaje',
  placeholder: 'Escribe un mensaje…',
  send: 'Enviar',
  stop: 'Detener la respuesta',
  remaining: (count) => plural(count, 'Queda 1 carácter', `Quedan ${count} caracteres`),
  tooLong: (count) => plural(count, 'Sobra 1 carácter', `Sobran ${count} caracteres`),

  connecting: 'Conectando…',
  reconnecting: 'Reconectando…',
  online: 'Vuelves a estar en línea',
  offline: 'No tienes conexión. Los mensajes se enviarán cuando vuelvas.',
  memory: 'Este navegador no puede guardar el chat. Durará hasta que salgas de esta página.',
  dismiss: 'Cerrar',
  tryAgain: 'Intentar de nuevo',

  errors: {
    network: 'Ahora mismo no podemos conectar con el chat.',
    unavailable: 'El chat no está disponible en este momento.',
    'rate-limited': 'Has ido un poco rápido. Espera un momento.',
    unauthorized: 'El chat no te ha reconocido. Empieza de nuevo.',
    'forbidden-origin': 'El chat no está configurado para este sitio.',
    'session-ended': 'Este chat ya ha terminado.',
    'too-large': 'Este mensaje es demasiado largo.',
    'load-failed': 'No se ha podido cargar una parte del chat.',
    'nobody-there': 'Ahora mismo no hay nadie para chatear.',
    'identity-refused': 'No hemos podido confirmar quién eres. Inicia sesión de nuevo.',
    'prechat-required': 'Responde primero a las preguntas.',
    other: 'Algo ha salido mal.',
  },

  availability: {
    here: 'Nuestro equipo está aquí para ti',
    busy: 'Nuestro equipo está atendiendo a otras personas',
    away: (until) => (until ? `Nuestro equipo vuelve: ${until}` : 'Nuestro equipo no está en este momento'),
    assistant: 'El asistente puede ayudarte ahora',
  },

  form: {
    optional: 'opcional',
    choose: 'Elige una opción',
    wrong: (count) => plural(count, 'Revisa un campo', `Revisa ${count} campos`),
    required: 'Rellena este campo',
    unchecked: 'Marca esta casilla para continuar',
    unchosen: 'Elige una opción',
    email: 'Escribe una dirección de correo como nombre@example.com',
    tel: 'Escribe un número de teléfono',
    number: 'Escribe un número',
    date: 'Escribe una fecha',
    invalid: 'Revisa lo que has escrito',
    tooLong: (most) => plural(most, '1 carácter como máximo', `${most} caracteres como máximo`),
  },

  prechat: {
    title: 'Antes de empezar',
    intro: 'Con unos pocos datos te ayudaremos mejor.',
    submit: 'Empezar el chat',
  },

  leave: {
    title: 'Déjanos un mensaje',
    intro: 'Te responderemos por correo electrónico.',
    email: 'Correo electrónico',
    name: 'Nombre',
    text: '¿En qué podemos ayudarte?',
    submit: 'Enviar mensaje',
    thanks: '¡Gracias! Hemos recibido tu mensaje.',
    answerTo: (email) => `Te responderemos a ${email}.`,
    another: 'Escribir otro mensaje',
    here: 'Ahora hay alguien para atenderte',
    startChat: 'Empezar un chat',
    wait: 'Prefiero esperar a una persona',
  },

  idle: {
    title: '¿Sigues ahí?',
    closes: 'Este chat se cerrará en',
    warning: (time) => `¿Sigues ahí? Si no continúas, este chat se cerrará en ${time}`,
    minutes: (count) => plural(count, 'un minuto', `${count} minutos`),
    seconds: (count) => plural(count, 'un segundo', `${count} segundos`),
    keep: 'Seguir chateando',
  },

  resolution: {
    ask: '¿Te ha servido?',
    yes: 'Sí',
    no: 'Aún necesito ayuda',
    person: 'Sentimos que no te haya servido. Una persona puede seguir desde aquí.',
    sorry: 'Sentimos que no te haya servido. Cuéntanos más y lo intentaremos de nuevo.',
    solved: 'Has dicho que te ha servido',
    unsolved: 'Has dicho que aún necesitas ayuda',
  },

  survey: {
    title: '¿Qué tal ha ido este chat?',
    scores: ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'],
    comment: '¿Quieres añadir algo?',
    submit: 'Enviar',
    skip: 'Omitir',
    thanks: 'Gracias por tu opinión',
  },

  reopened: {
    by: (name) => `${name} ha reabierto este chat`,
    text: 'Puedes seguir donde lo dejaste.',
    goOn: 'Continuar aquí',
    leave: 'Dejarlo',
    later: 'Continuar el chat reabierto',
  },

  threads: {
    title: 'Conversaciones',
    back: 'Todas las conversaciones',
    backUnread: (count) => `Todas las conversaciones, ${count} con mensajes sin leer`,
    start: 'Nueva conversación',
    earlier: 'Mostrar anteriores',
    loading: 'Cargando tus conversaciones',
    empty: 'Aún no hay conversaciones',
    emptyHint: 'Lo que nos escribas aparecerá aquí.',
    failed: 'No se han podido cargar tus conversaciones.',
    own: (text) => `Tú: ${text}`,
    blank: 'Aún no hay mensajes',
    ended: 'Terminada',
    unread: (count) => plural(count, '1 mensaje sin leer', `${count} mensajes sin leer`),
    goToOpen: 'Ir a tu conversación abierta',
    more: 'Más',
    close: 'Cerrar el chat',
  },

  markdown: {
    copy: 'Copiar',
    copied: 'Copiado',
    code: 'Código',
    table: 'Tabla',
    loadImage: 'Cargar la imagen de {host}',
    taskDone: 'Hecho',
    taskOpen: 'Pendiente',
  },
};

export const launcher: LauncherStrings = {
  title: 'Chat',
  open: 'Abrir el chat',
  close: 'Cerrar el chat',
  unread: (count) => plural(count, '1 mensaje sin leer', `${count} mensajes sin leer`),
  loading: 'Abriendo el chat',
  loadFailed: 'No se ha podido cargar el chat.',
  tryAgain: 'Intentar de nuevo',
};
